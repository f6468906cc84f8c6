package io.weir.l7.frontend;

/**
 * The protocols that clients may speak.
 *
 * @param tcp whatever comes
 * @param http1 HTTP/1.1 (RFC 9112)
 * @param http2 HTTP/2 (RFC 9113)
 */
public record Protocols(ClientProtocol tcp, ClientProtocol http1, ClientProtocol http2) {}
