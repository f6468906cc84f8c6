package io.weir.l7.http.h2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** Heads of requests from and to the fields of HTTP/2 (RFC 9113, 8.3.1 and 8.5; RFC 8441). */
final class RequestHeads {
    private RequestHeads() {}

    /**
     * What came from a client, let through or refused. A WebSocket handshake becomes the GET with a key that it is in
     * HTTP/1, so that rules and servers see one kind only.
     *
     * @param secure whether the client came by TLS
     * @param end whether nothing follows
     */
    static RequestHead decode(DecodedHeaders decoded, boolean secure, boolean end) throws MalformedHead {
        String fault = decoded.fault();
        if (fault != null) {
            throw new MalformedHead(fault);
        }
        AsciiString method = decoded.method();
        if (method == null || !FieldSyntax.isMethod(method)) {
            throw new MalformedHead(":method is missing or not a token");
        }
        if (decoded.status() != null) {
            throw new MalformedHead(":status in a request");
        }
        AsciiString authority = authority(decoded);
        AsciiString upgrade = decoded.protocol();
        boolean connect = method.equals(Names.CONNECT);
        if (upgrade != null && (!connect || !upgrade.equals(Names.WEBSOCKET))) {
            throw new MalformedHead(":protocol is not websocket with CONNECT");
        }
        AsciiString target;
        if (connect && upgrade == null) {
            if (decoded.scheme() != null || decoded.path() != null) {
                throw new MalformedHead("CONNECT with :scheme or :path");
            }
            target = authority;
        } else {
            target = target(decoded, method);
        }
        Fields fields = decoded.fields();
        if (upgrade != null) {
            method = Names.GET;
            fields.set(Names.WEBSOCKET_KEY, WebSocketKey.make());
        }
        return new RequestHead(
                method,
                secure,
                authority,
                target,
                fields,
                bodyLength(decoded, connect, end),
                upgrade,
                takeExpectation(fields),
                decoded.acceptsTrailers());
    }

    private static AsciiString authority(DecodedHeaders decoded) throws MalformedHead {
        AsciiString authority = decoded.authority();
        AsciiString host = decoded.host();
        if (authority == null) {
            authority = host;
        } else if (host != null && !host.contentEqualsIgnoreCase(authority)) {
            throw new MalformedHead("host differs from :authority");
        }
        if (authority == null || !FieldSyntax.isAuthority(authority)) {
            throw new MalformedHead(":authority is missing or not a host with an optional port");
        }
        return authority;
    }

    private static AsciiString target(DecodedHeaders decoded, AsciiString method) throws MalformedHead {
        AsciiString scheme = decoded.scheme();
        if (scheme == null || (!scheme.equals(Names.HTTP) && !scheme.equals(Names.HTTPS))) {
            throw new MalformedHead(":scheme is neither http nor https");
        }
        AsciiString path = decoded.path();
        boolean asterisk = path != null && method.equals(Names.OPTIONS) && path.equals(Names.ASTERISK);
        if (path == null || (!asterisk && !FieldSyntax.isOriginForm(path))) {
            throw new MalformedHead(":path is missing or not a path");
        }
        return path;
    }

    private static long bodyLength(DecodedHeaders decoded, boolean connect, boolean end) throws MalformedHead {
        long said = decoded.bodyLength();
        if (connect) {
            if (said >= 0) {
                throw new MalformedHead("content-length with CONNECT");
            }
            return end ? 0 : RequestHead.UNKNOWN_LENGTH;
        }
        if (end) {
            if (said > 0) {
                throw new MalformedHead("content-length without a body");
            }
            return 0;
        }
        return said >= 0 ? said : RequestHead.UNKNOWN_LENGTH;
    }

    private static boolean takeExpectation(Fields fields) {
        AsciiString expect = fields.get(Names.EXPECT);
        return expect != null && expect.contentEqualsIgnoreCase(Names.CONTINUE) && fields.remove(Names.EXPECT);
    }

    /** What goes to a server. */
    static Http2Headers encode(RequestHead head, boolean secure) {
        Fields fields = head.fields();
        AsciiString scheme = secure ? Names.HTTPS : Names.HTTP;
        AsciiString upgrade = head.upgrade();
        if (upgrade != null || head.method().equals(Names.CONNECT)) {
            return encodeConnect(head, upgrade, scheme);
        }
        boolean length = head.bodyLength() > 0;
        int spare = (length ? 1 : 0) + (head.acceptsTrailers() ? 1 : 0) + (head.expectsContinue() ? 1 : 0);
        AsciiString[] pairs = Trailers.pairs(fields, spare);
        int at = pairs.length - 2 * spare;
        if (length) {
            pairs[at++] = Names.CONTENT_LENGTH;
            pairs[at++] = AsciiString.of(Long.toString(head.bodyLength()));
        }
        if (head.acceptsTrailers()) {
            pairs[at++] = Names.TE;
            pairs[at++] = Names.TRAILERS;
        }
        if (head.expectsContinue()) {
            pairs[at++] = Names.EXPECT;
            pairs[at] = Names.CONTINUE;
        }
        return ReadOnlyHttp2Headers.clientHeaders(false, head.method(), head.target(), scheme, head.authority(), pairs);
    }

    private static Http2Headers encodeConnect(RequestHead head, @Nullable AsciiString upgrade, AsciiString scheme) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        headers.add(Names.METHOD, Names.CONNECT);
        if (upgrade != null) {
            headers.add(Names.PROTOCOL, upgrade);
            headers.add(Names.SCHEME, scheme);
            headers.add(Names.PATH, head.target());
        }
        headers.add(Names.AUTHORITY, head.authority());
        AsciiString[] pairs = Trailers.pairs(head.fields(), 0);
        for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i].equals(Names.WEBSOCKET_KEY)) {
                headers.add(pairs[i], pairs[i + 1]);
            }
        }
        return headers;
    }
}
