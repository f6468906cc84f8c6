package io.weir.l7.http.forward;

import io.netty.util.AsciiString;
import io.weir.l7.http.exchange.ServerStreamListener.Unprocessed;
import io.weir.l7.http.guard.Methods;

/** Whether a request of whose answer nothing came may go to a server again. */
final class Retries {
    private Retries() {}

    static boolean allowed(AsciiString method, Unprocessed unprocessed) {
        return switch (unprocessed) {
            case CERTAIN -> true;
            case LIKELY -> Methods.isIdempotent(method);
            case NO -> false;
        };
    }
}
