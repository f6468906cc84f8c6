package io.weir.l7.http.h2;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.guard.Syntax;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.ResponseHead;

/** Heads of answers from and to the fields of HTTP/2 (RFC 9113, 8.3.2). */
final class ResponseHeads {
    private static final int SWITCHING_PROTOCOLS = 101;

    private ResponseHeads() {}

    /**
     * What came from a server, let through or refused.
     *
     * @param toHead whether it answers HEAD
     * @param end whether nothing follows
     */
    static ResponseHead decode(DecodedHeaders decoded, boolean toHead, boolean end) throws Refused {
        decoded.check();
        if (decoded.tooMany()) {
            throw new Refused(Refusal.TOO_MANY_FIELDS);
        }
        int status = status(decoded);
        if (decoded.method() != null
                || decoded.scheme() != null
                || decoded.authority() != null
                || decoded.path() != null
                || decoded.protocol() != null) {
            throw new Refused(Refusal.PSEUDO_FIELD, "a pseudo-header field of requests in an answer");
        }
        long said = decoded.bodyLength();
        boolean bodiless = status < 200 || status == 204;
        if ((said >= 0 && bodiless) || (said > 0 && end && !toHead && status != 304)) {
            throw new Refused(Refusal.CONTENT_LENGTH, "content-length with status " + status + " and no body");
        }
        long length;
        if (said >= 0) {
            length = said;
        } else {
            length = (end && !toHead && status != 304) || bodiless ? 0 : ResponseHead.UNKNOWN_LENGTH;
        }
        return new ResponseHead(status, decoded.fields(), length);
    }

    private static int status(DecodedHeaders decoded) throws Refused {
        AsciiString status = decoded.status();
        long code = -1;
        if (status != null && status.length() == 3) {
            code = Syntax.number(status.array(), status.arrayOffset(), status.arrayOffset() + 3);
        }
        if (code < 100 || code > 599 || code == SWITCHING_PROTOCOLS) {
            throw new Refused(Refusal.STATUS_LINE, ":status is missing or not 100..599 without 101");
        }
        return (int) code;
    }

    /**
     * What goes to a client. 101 becomes the 200 of RFC 8441.
     *
     * @param length whether Content-Length belongs there
     */
    static Http2Headers encode(ResponseHead head, boolean length) {
        Fields fields = head.fields();
        int status = head.status() == SWITCHING_PROTOCOLS ? 200 : head.status();
        AsciiString[] pairs = Trailers.pairs(fields, length ? 1 : 0);
        if (length) {
            pairs[pairs.length - 2] = FieldName.CONTENT_LENGTH.lower();
            pairs[pairs.length - 1] = AsciiString.of(Long.toString(head.bodyLength()));
        }
        return ReadOnlyHttp2Headers.serverHeaders(
                false, HttpResponseStatus.valueOf(status).codeAsText(), pairs);
    }
}
