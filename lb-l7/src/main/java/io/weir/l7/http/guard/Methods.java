package io.weir.l7.http.guard;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** The methods that are known (RFC 9110, 9.3, and RFC 5789), shared. */
public final class Methods {
    public static final AsciiString HEAD = AsciiString.cached("HEAD");
    public static final AsciiString OPTIONS = AsciiString.cached("OPTIONS");
    public static final AsciiString TRACE = AsciiString.cached("TRACE");
    public static final AsciiString CONNECT = AsciiString.cached("CONNECT");
    public static final AsciiString GET = AsciiString.cached("GET");

    private static final int LONGEST = 32;
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

    /**
     * The method that a token is, shared where it is a known one. A known one in another case is refused, since servers
     * differ about it.
     */
    public static AsciiString of(AsciiString token) throws Refused {
        if (token.length() > LONGEST) {
            throw new Refused(Refusal.METHOD_UNKNOWN);
        }
        AsciiString known = find(token);
        if (known != null && !known.contentEquals(token)) {
            throw new Refused(Refusal.METHOD);
        }
        return known == null ? token : known;
    }

    private static @Nullable AsciiString find(AsciiString method) {
        for (AsciiString known : KNOWN) {
            if (known.contentEqualsIgnoreCase(method)) {
                return known;
            }
        }
        return null;
    }
}
