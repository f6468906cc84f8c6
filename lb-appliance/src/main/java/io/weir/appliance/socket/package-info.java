/**
 * The admin socket: who may connect, how lines come in and answers go out, and what each command does. One protocol
 * serves the command line ({@code json …}, {@code lines …}) and the tools that speak the widely used proxy runtime
 * commands ({@code show stat}). Described in {@code docs/admin-socket.md}.
 */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.socket;
