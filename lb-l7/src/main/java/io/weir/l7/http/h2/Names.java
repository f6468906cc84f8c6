package io.weir.l7.http.h2;

import io.netty.util.AsciiString;

/** Pseudo-header fields, and values that HTTP/2 treats in a way of its own. */
final class Names {
    static final AsciiString AUTHORITY = AsciiString.cached(":authority");
    static final AsciiString METHOD = AsciiString.cached(":method");
    static final AsciiString PATH = AsciiString.cached(":path");
    static final AsciiString PROTOCOL = AsciiString.cached(":protocol");
    static final AsciiString SCHEME = AsciiString.cached(":scheme");
    static final AsciiString STATUS = AsciiString.cached(":status");

    static final AsciiString CONTINUE = AsciiString.cached("100-continue");
    static final AsciiString HTTP = AsciiString.cached("http");
    static final AsciiString HTTPS = AsciiString.cached("https");
    static final AsciiString TRAILERS = AsciiString.cached("trailers");
    static final AsciiString WEBSOCKET = AsciiString.cached("websocket");
    static final AsciiString ASTERISK = AsciiString.cached("*");

    private Names() {}
}
