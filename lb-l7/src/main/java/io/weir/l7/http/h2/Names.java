package io.weir.l7.http.h2;

import io.netty.util.AsciiString;
import java.util.Set;

/** Names and values that HTTP/2 treats in a way of its own, in lower case. */
final class Names {
    static final AsciiString AUTHORITY = AsciiString.cached(":authority");
    static final AsciiString METHOD = AsciiString.cached(":method");
    static final AsciiString PATH = AsciiString.cached(":path");
    static final AsciiString PROTOCOL = AsciiString.cached(":protocol");
    static final AsciiString SCHEME = AsciiString.cached(":scheme");
    static final AsciiString STATUS = AsciiString.cached(":status");

    static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    static final AsciiString COOKIE = AsciiString.cached("cookie");
    static final AsciiString EXPECT = AsciiString.cached("expect");
    static final AsciiString HOST = AsciiString.cached("host");
    static final AsciiString TE = AsciiString.cached("te");
    static final AsciiString AUTHORIZATION = AsciiString.cached("authorization");
    static final AsciiString WEBSOCKET_KEY = AsciiString.cached("sec-websocket-key");
    static final AsciiString WEBSOCKET_ACCEPT = AsciiString.cached("sec-websocket-accept");

    static final AsciiString CONNECT = AsciiString.cached("CONNECT");
    static final AsciiString CONTINUE = AsciiString.cached("100-continue");
    static final AsciiString GET = AsciiString.cached("GET");
    static final AsciiString HEAD = AsciiString.cached("HEAD");
    static final AsciiString HTTP = AsciiString.cached("http");
    static final AsciiString HTTPS = AsciiString.cached("https");
    static final AsciiString OPTIONS = AsciiString.cached("OPTIONS");
    static final AsciiString TRAILERS = AsciiString.cached("trailers");
    static final AsciiString WEBSOCKET = AsciiString.cached("websocket");
    static final AsciiString ASTERISK = AsciiString.cached("*");
    static final AsciiString SLASH = AsciiString.cached("/");

    /** Fields of one connection (RFC 9113, 8.2.2): a message that has one is malformed. */
    private static final Set<AsciiString> CONNECTION_SPECIFIC = Set.of(
            AsciiString.cached("connection"),
            AsciiString.cached("keep-alive"),
            AsciiString.cached("proxy-connection"),
            AsciiString.cached("transfer-encoding"),
            AsciiString.cached("upgrade"));

    /** What a trailer must not say: framing, routing, authentication, how to read the body (RFC 9110, 6.5.1). */
    private static final Set<AsciiString> NOT_IN_TRAILERS = Set.of(
            AUTHORIZATION,
            AsciiString.cached("cache-control"),
            AsciiString.cached("content-encoding"),
            CONTENT_LENGTH,
            AsciiString.cached("content-range"),
            AsciiString.cached("content-type"),
            COOKIE,
            EXPECT,
            HOST,
            AsciiString.cached("max-forwards"),
            AsciiString.cached("pragma"),
            AsciiString.cached("proxy-authenticate"),
            AsciiString.cached("proxy-authorization"),
            AsciiString.cached("range"),
            AsciiString.cached("set-cookie"),
            TE,
            AsciiString.cached("trailer"),
            AsciiString.cached("www-authenticate"));

    private Names() {}

    static boolean isConnectionSpecific(AsciiString name) {
        return CONNECTION_SPECIFIC.contains(name);
    }

    static boolean isNotInTrailers(AsciiString name) {
        return NOT_IN_TRAILERS.contains(name);
    }
}
