package io.weir.l7.http.h1;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** The methods that are known (RFC 9110, 9.3, and RFC 5789), shared. */
final class Methods {
    static final AsciiString HEAD = AsciiString.cached("HEAD");
    static final AsciiString OPTIONS = AsciiString.cached("OPTIONS");
    static final AsciiString TRACE = AsciiString.cached("TRACE");
    static final AsciiString CONNECT = AsciiString.cached("CONNECT");
    static final AsciiString GET = AsciiString.cached("GET");

    private static final AsciiString[] KNOWN = {
        GET,
        AsciiString.cached("POST"),
        HEAD,
        AsciiString.cached("PUT"),
        AsciiString.cached("DELETE"),
        OPTIONS,
        AsciiString.cached("PATCH"),
        TRACE,
        CONNECT
    };

    private Methods() {}

    /** The known method that this is, in whatever case; null for none. */
    static @Nullable AsciiString find(AsciiString method) {
        for (AsciiString known : KNOWN) {
            if (known.contentEqualsIgnoreCase(method)) {
                return known;
            }
        }
        return null;
    }
}
