package io.weir.l7.http.forward;

import io.netty.util.AsciiString;
import io.weir.l7.http.exchange.ServerStreamListener.Unprocessed;

/** What methods mean (RFC 9110, section 9.2). */
final class Methods {
    private static final AsciiString HEAD = AsciiString.cached("HEAD");
    private static final AsciiString[] IDEMPOTENT = {
        AsciiString.cached("GET"),
        HEAD,
        AsciiString.cached("PUT"),
        AsciiString.cached("DELETE"),
        AsciiString.cached("OPTIONS"),
        AsciiString.cached("TRACE")
    };

    private Methods() {}

    /** Whether doing it twice is as good as once. */
    static boolean isIdempotent(AsciiString method) {
        for (AsciiString one : IDEMPOTENT) {
            if (one.contentEquals(method)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a request of this method, of whose answer nothing came, may go to a server again. */
    static boolean mayBeRetried(AsciiString method, Unprocessed unprocessed) {
        return switch (unprocessed) {
            case CERTAIN -> true;
            case LIKELY -> isIdempotent(method);
            case NO -> false;
        };
    }

    static boolean isHead(AsciiString method) {
        return HEAD.contentEquals(method);
    }
}
