/** TCP mode: choose a server, connect, relay. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.tcp;
