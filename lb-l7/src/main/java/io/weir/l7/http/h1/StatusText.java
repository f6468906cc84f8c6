package io.weir.l7.http.h1;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Status lines. */
final class StatusText {
    private static final byte[][] LINES = new byte[600][];

    static {
        for (int status = 100; status < LINES.length; status++) {
            LINES[status] = ("HTTP/1.1 " + status + ' ' + words(status) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        }
    }

    private StatusText() {}

    /** The whole line of a status 100..599. */
    static byte[] line(int status) {
        return LINES[status];
    }

    static String words(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
