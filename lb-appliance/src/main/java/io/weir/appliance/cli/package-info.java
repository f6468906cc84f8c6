/**
 * The commands that ask or change a running daemon over its admin socket, and {@code check}. They start in a few hundred
 * milliseconds because they load neither the proxy nor the socket library of the daemon.
 */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.cli;
