/** The system interface under the proxy (io_uring, epoll, NIO) and the event loops on it. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.transport;
