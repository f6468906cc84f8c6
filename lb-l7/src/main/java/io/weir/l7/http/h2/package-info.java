/**
 * HTTP/2 (RFC 9113) on both sides, on the frame level of Netty's codec: no channel for each stream. Client side and server
 * side share flow control, deadlines and the translation of heads.
 */
@org.jspecify.annotations.NullMarked
package io.weir.l7.http.h2;
