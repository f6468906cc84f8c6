package io.weir.l7.http.forward;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.weir.l7.http.exchange.ClientStream;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.ResponseHead;
import java.nio.charset.StandardCharsets;

/** Answers that Weir gives itself: a few words that say the status. */
final class OwnAnswer {
    private static final AsciiString CONTENT_TYPE = AsciiString.cached("Content-Type");
    private static final AsciiString HTML = AsciiString.cached("text/html; charset=utf-8");
    private static final AsciiString CACHE_CONTROL = AsciiString.cached("Cache-Control");
    private static final AsciiString NO_STORE = AsciiString.cached("no-store");

    private OwnAnswer() {}

    static byte[] body(int status) {
        String words = HttpResponseStatus.valueOf(status).toString();
        return ("<!doctype html><title>" + words + "</title><h1>" + words + "</h1>\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static ResponseHead head(int status, int length) {
        Fields fields = new Fields();
        fields.add(CONTENT_TYPE, HTML);
        fields.add(CACHE_CONTROL, NO_STORE);
        return new ResponseHead(status, fields, length);
    }

    /** Sends head and body, the body only where there is one and {@code bodyless} is false. */
    static void send(ClientStream client, ResponseHead head, byte[] body, boolean bodyless) {
        boolean end = bodyless || body.length == 0;
        client.head(head, end);
        if (!end) {
            client.data(Unpooled.wrappedBuffer(body), true);
        }
        client.flush();
    }
}
