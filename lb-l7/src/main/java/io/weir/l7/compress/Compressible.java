package io.weir.l7.compress;

import io.netty.util.AsciiString;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which answers may be compressed, whoever asks. */
final class Compressible {
    /** Bytes under which an answer fits into one packet anyhow. */
    static final long SMALLEST = 860;

    private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
    private static final AsciiString CONTENT_ENCODING = AsciiString.cached("content-encoding");
    private static final AsciiString CONTENT_RANGE = AsciiString.cached("content-range");
    private static final AsciiString CACHE_CONTROL = AsciiString.cached("cache-control");
    private static final AsciiString HEAD = AsciiString.cached("HEAD");
    private static final AsciiString CONNECT = AsciiString.cached("CONNECT");
    private static final Set<String> TYPES = Set.of(
            "application/javascript",
            "application/json",
            "application/wasm",
            "application/x-javascript",
            "application/xml",
            "application/x-ndjson",
            "font/otf",
            "font/ttf",
            "application/vnd.ms-fontobject");

    private Compressible() {}

    static boolean is(RequestHead request, ResponseHead head) {
        int status = head.status();
        if (status < 200 || status == 204 || status == 205 || status == 206 || status == 304) {
            return false;
        }
        if (head.bodyLength() != ResponseHead.UNKNOWN_LENGTH && head.bodyLength() < SMALLEST) {
            return false;
        }
        if (request.method().contentEquals(HEAD) || request.method().contentEquals(CONNECT)) {
            return false;
        }
        Fields fields = head.fields();
        return !fields.contains(CONTENT_ENCODING)
                && !fields.contains(CONTENT_RANGE)
                && isText(fields.get(CONTENT_TYPE))
                && !forbidsTransformation(fields);
    }

    private static boolean isText(@Nullable AsciiString value) {
        if (value == null) {
            return false;
        }
        int semicolon = value.indexOf(';', 0);
        String type = value.toString(0, semicolon < 0 ? value.length() : semicolon)
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.startsWith("text/") || type.endsWith("+json") || type.endsWith("+xml") || TYPES.contains(type);
    }

    /** RFC 9111, 5.2.2.6. */
    private static boolean forbidsTransformation(Fields fields) {
        for (int i = fields.indexOf(CACHE_CONTROL, 0); i >= 0; i = fields.indexOf(CACHE_CONTROL, i + 1)) {
            if (AsciiString.containsIgnoreCase(fields.value(i), "no-transform")) {
                return true;
            }
        }
        return false;
    }
}
