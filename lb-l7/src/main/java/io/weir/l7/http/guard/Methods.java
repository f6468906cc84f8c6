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

    private static final AsciiString PUT = AsciiString.cached("PUT");
    private static final AsciiString DELETE = AsciiString.cached("DELETE");
    private static final int LONGEST = 32;
    private static final AsciiString[] KNOWN = {
        GET, AsciiString.cached("POST"), HEAD, PUT, DELETE, OPTIONS, AsciiString.cached("PATCH"), TRACE, CONNECT
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

    /** Whether doing it twice is as good as once (RFC 9110, 9.2.2). */
    public static boolean isIdempotent(AsciiString method) {
        return method.equals(GET)
                || method.equals(HEAD)
                || method.equals(PUT)
                || method.equals(DELETE)
                || method.equals(OPTIONS)
                || method.equals(TRACE);
    }

    /** Whether an answer of this final status to the method turns its stream into a tunnel. */
    public static boolean tunnels(AsciiString method, int status) {
        return status == 101 || (status < 300 && method.equals(CONNECT));
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
