package io.weir.l7.http.h2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Methods;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.guard.Syntax;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.WebSocketKey;
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
    static RequestHead decode(DecodedHeaders decoded, boolean secure, boolean end) throws Refused {
        decoded.check();
        AsciiString method = method(decoded);
        if (decoded.status() != null) {
            throw new Refused(Refusal.PSEUDO_FIELD, ":status in a request");
        }
        AsciiString authority = authority(decoded);
        AsciiString upgrade = decoded.protocol();
        boolean connect = method.equals(Methods.CONNECT);
        if (upgrade != null && (!connect || !upgrade.equals(Names.WEBSOCKET))) {
            throw new Refused(Refusal.PSEUDO_FIELD, ":protocol is not websocket with CONNECT");
        }
        AsciiString target;
        if (connect && upgrade == null) {
            if (decoded.scheme() != null || decoded.path() != null) {
                throw new Refused(Refusal.PSEUDO_FIELD, "CONNECT with :scheme or :path");
            }
            target = authority;
        } else {
            target = target(decoded, method);
            scheme(decoded, secure);
        }
        long bodyLength = bodyLength(decoded, method, end);
        Fields fields = decoded.fields();
        boolean expectsContinue = takeExpectation(fields);
        if (decoded.tooMany()) {
            throw new Refused(Refusal.TOO_MANY_FIELDS);
        }
        if (upgrade != null) {
            method = Methods.GET;
            fields.set(FieldName.SEC_WEBSOCKET_KEY.lower(), WebSocketKey.make());
        }
        return new RequestHead(
                method,
                secure,
                authority,
                target,
                fields,
                bodyLength,
                upgrade,
                expectsContinue,
                decoded.acceptsTrailers());
    }

    /** As in HTTP/1: an https resource is served over TLS only, and the other way round (RFC 9110, 7.4). */
    private static void scheme(DecodedHeaders decoded, boolean secure) throws Refused {
        if (Names.HTTPS.equals(decoded.scheme()) != secure) {
            throw new Refused(Refusal.SCHEME_MISMATCH);
        }
    }

    private static AsciiString method(DecodedHeaders decoded) throws Refused {
        AsciiString method = decoded.method();
        if (method == null) {
            throw new Refused(Refusal.PSEUDO_FIELD, ":method is missing");
        }
        if (!Syntax.isToken(method.array(), method.arrayOffset(), method.arrayOffset() + method.length())) {
            throw new Refused(Refusal.METHOD);
        }
        return Methods.of(method);
    }

    private static AsciiString authority(DecodedHeaders decoded) throws Refused {
        AsciiString authority = decoded.authority();
        AsciiString host = decoded.host();
        if (authority == null) {
            authority = host;
        } else if (host != null && !host.contentEqualsIgnoreCase(authority)) {
            throw new Refused(Refusal.HOST_MISMATCH, "host differs from :authority");
        }
        if (authority == null) {
            throw new Refused(Refusal.HOST_COUNT, "neither :authority nor host is given");
        }
        int from = authority.arrayOffset();
        if (!Syntax.isAuthority(authority.array(), from, from + authority.length())) {
            throw new Refused(Refusal.HOST);
        }
        return authority;
    }

    private static AsciiString target(DecodedHeaders decoded, AsciiString method) throws Refused {
        AsciiString scheme = decoded.scheme();
        if (scheme == null || (!scheme.equals(Names.HTTP) && !scheme.equals(Names.HTTPS))) {
            throw new Refused(Refusal.PSEUDO_FIELD, ":scheme is neither http nor https");
        }
        AsciiString path = decoded.path();
        if (path == null) {
            throw new Refused(Refusal.PSEUDO_FIELD, ":path is missing");
        }
        boolean asterisk = method.equals(Methods.OPTIONS) && path.equals(Names.ASTERISK);
        int from = path.arrayOffset();
        if (!asterisk && !Syntax.isOriginForm(path.array(), from, from + path.length())) {
            throw new Refused(Refusal.TARGET);
        }
        return path;
    }

    private static long bodyLength(DecodedHeaders decoded, AsciiString method, boolean end) throws Refused {
        long said = decoded.bodyLength();
        if (method.equals(Methods.TRACE) && (!end || said > 0)) {
            throw new Refused(Refusal.BODY_NOT_ALLOWED);
        }
        if (method.equals(Methods.CONNECT)) {
            if (said >= 0) {
                throw new Refused(Refusal.BODY_NOT_ALLOWED, "content-length with CONNECT");
            }
            return end ? 0 : RequestHead.UNKNOWN_LENGTH;
        }
        if (end) {
            if (said > 0) {
                throw new Refused(Refusal.BODY_CUT, "content-length without a body");
            }
            return 0;
        }
        return said >= 0 ? said : RequestHead.UNKNOWN_LENGTH;
    }

    private static boolean takeExpectation(Fields fields) throws Refused {
        AsciiString expect = fields.get(FieldName.EXPECT.lower());
        if (expect == null) {
            return false;
        }
        fields.remove(FieldName.EXPECT.lower());
        if (!expect.contentEqualsIgnoreCase(Names.CONTINUE)) {
            throw new Refused(Refusal.EXPECTATION);
        }
        return true;
    }

    /** What goes to a server. */
    static Http2Headers encode(RequestHead head, boolean secure) {
        Fields fields = head.fields();
        AsciiString scheme = secure ? Names.HTTPS : Names.HTTP;
        AsciiString upgrade = head.upgrade();
        if (upgrade != null || head.method().equals(Methods.CONNECT)) {
            return encodeConnect(head, upgrade, scheme);
        }
        boolean length = head.bodyLength() > 0;
        int spare = (length ? 1 : 0) + (head.acceptsTrailers() ? 1 : 0) + (head.expectsContinue() ? 1 : 0);
        AsciiString[] pairs = Trailers.pairs(fields, spare);
        int at = pairs.length - 2 * spare;
        if (length) {
            pairs[at++] = FieldName.CONTENT_LENGTH.lower();
            pairs[at++] = AsciiString.of(Long.toString(head.bodyLength()));
        }
        if (head.acceptsTrailers()) {
            pairs[at++] = FieldName.TE.lower();
            pairs[at++] = Names.TRAILERS;
        }
        if (head.expectsContinue()) {
            pairs[at++] = FieldName.EXPECT.lower();
            pairs[at] = Names.CONTINUE;
        }
        return ReadOnlyHttp2Headers.clientHeaders(false, head.method(), head.target(), scheme, head.authority(), pairs);
    }

    private static Http2Headers encodeConnect(RequestHead head, @Nullable AsciiString upgrade, AsciiString scheme) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        headers.add(Names.METHOD, Methods.CONNECT);
        if (upgrade != null) {
            headers.add(Names.PROTOCOL, upgrade);
            headers.add(Names.SCHEME, scheme);
            headers.add(Names.PATH, head.target());
        }
        headers.add(Names.AUTHORITY, head.authority());
        AsciiString[] pairs = Trailers.pairs(head.fields(), 0);
        for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i].equals(FieldName.SEC_WEBSOCKET_KEY.lower())) {
                headers.add(pairs[i], pairs[i + 1]);
            }
        }
        return headers;
    }
}
