package io.weir.l7.route;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.ResponseHead;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An answer that a rule gives without asking a server.
 *
 * @param status 200..599
 * @param location where a redirect leads; null for none
 */
public record LocalAnswer(int status, @Nullable AsciiString location) {
    private static final AsciiString LOCATION = AsciiString.cached("Location");
    private static final AsciiString CONTENT_TYPE = AsciiString.cached("Content-Type");
    private static final AsciiString HTML = AsciiString.cached("text/html; charset=utf-8");
    private static final AsciiString CACHE_CONTROL = AsciiString.cached("Cache-Control");
    private static final AsciiString NO_STORE = AsciiString.cached("no-store");

    /** A refusal. */
    static LocalAnswer deny(int status) {
        return new LocalAnswer(status, null);
    }

    /** Its head, new each time. Of an answer to HEAD the length is said, though no body follows. */
    public ResponseHead head() {
        Fields fields = new Fields();
        int length = bodyAllowed() ? body().length : 0;
        if (length > 0) {
            fields.add(CONTENT_TYPE, HTML);
        }
        if (location != null) {
            fields.add(LOCATION, location);
        } else {
            fields.add(CACHE_CONTROL, NO_STORE);
        }
        return new ResponseHead(status, fields, length);
    }

    /** Its body: a few words that say the status. Empty where the status allows none. */
    public byte[] body() {
        if (!bodyAllowed()) {
            return new byte[0];
        }
        String words = HttpResponseStatus.valueOf(status).toString();
        return ("<!doctype html><title>" + words + "</title><h1>" + words + "</h1>\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private boolean bodyAllowed() {
        return status != 204 && status != 205 && status != 304;
    }
}
