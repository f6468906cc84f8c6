/** HTTP/1.1 (RFC 9112) with clients and with servers. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.http.h1;
