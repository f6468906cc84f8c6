package io.weir.l7.fallback;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The answers of the fallback page, ready to send. */
final class FallbackPage {
    /** The largest file that is served. */
    static final int MOST_BYTES = 1024 * 1024;

    private static final int RETRY_AFTER_SECONDS = 30;
    private static final String BUILT_IN = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>Service unavailable</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 1.125rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; }
            h1 { font-size: 1.5rem; line-height: 1.3; }
            </style>
            </head>
            <body>
            <main>
            <h1>This service is unavailable right now</h1>
            <p>None of its servers can take your request. Please try again in a moment.</p>
            </main>
            </body>
            </html>
            """;

    private final ByteBuf whole;
    private final ByteBuf headOnly;

    private FallbackPage(byte[] body) {
        byte[] head = head("503 Service Unavailable", "Retry-After: " + RETRY_AFTER_SECONDS + "\r\n", body.length);
        this.whole = constant(head, body);
        this.headOnly = constant(head);
    }

    /**
     * The built-in page, or the file.
     *
     * @throws IOException when the file cannot be read or is too large; the message says which
     */
    static FallbackPage of(@Nullable Path file) throws IOException {
        if (file == null) {
            return new FallbackPage(BUILT_IN.getBytes(StandardCharsets.UTF_8));
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("it is larger than " + MOST_BYTES + " bytes");
        }
        return new FallbackPage(Files.readAllBytes(file));
    }

    /** The answer to a request; the caller releases it. */
    ByteBuf answer(boolean head) {
        return (head ? headOnly : whole).duplicate();
    }

    /**
     * The answer to what is no request.
     *
     * @param status code and phrase
     */
    static ByteBuf refusal(String status) {
        return constant(head(status, "", 0));
    }

    private static byte[] head(String status, String more, int length) {
        String head = "HTTP/1.1 " + status + "\r\n"
                + "Content-Type: text/html; charset=utf-8\r\n"
                + "Content-Length: " + length + "\r\n"
                + more
                + "Cache-Control: no-store\r\n"
                + "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; img-src data:\r\n"
                + "X-Content-Type-Options: nosniff\r\n"
                + "Connection: close\r\n\r\n";
        return head.getBytes(StandardCharsets.US_ASCII);
    }

    private static ByteBuf constant(byte[]... parts) {
        ByteBuf direct = Unpooled.directBuffer();
        for (byte[] part : parts) {
            direct.writeBytes(part);
        }
        return Unpooled.unreleasableBuffer(direct.asReadOnly());
    }
}
