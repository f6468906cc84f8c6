package io.weir.core.feedback;

import io.weir.core.net.IpAddress;
import io.weir.core.service.Feedback;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks an agent once: for the line it sends on a connection, or for the first line of the body of an HTTP answer. */
final class FeedbackQuestion {
    /** Longer lines are no answer. */
    static final int LONGEST_LINE = 1024;
    /** Head and line of an HTTP answer. */
    private static final int LONGEST_ANSWER = 16 * 1024;

    private final FeedbackTarget target;
    private final long end;

    private FeedbackQuestion(FeedbackTarget target) {
        this.target = target;
        this.end = System.nanoTime() + target.feedback().timeout().toNanos();
    }

    /**
     * The line. Blocks at most as long as the timeout; for virtual threads.
     *
     * @throws IOException with words for the operator
     */
    static String ask(FeedbackTarget target) throws IOException {
        try {
            return new FeedbackQuestion(target).ask();
        } catch (SocketTimeoutException e) {
            Duration timeout = target.feedback().timeout();
            throw new IOException(
                    "no answer in "
                            + (timeout.toMillis() % 1000 == 0
                                    ? timeout.toSeconds() + " s"
                                    : timeout.toMillis() + " ms"),
                    e);
        }
    }

    private String ask() throws IOException {
        try (Socket socket = new Socket()) {
            IpAddress source = target.source();
            if (source != null) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(source.toInetAddress(), 0));
            }
            socket.connect(
                    new InetSocketAddress(
                            target.address().toInetAddress(), target.feedback().port()),
                    millisLeft());
            if (target.feedback().type() == Feedback.Type.HTTP) {
                socket.getOutputStream().write(request());
                return body(read(socket, LONGEST_ANSWER, false));
            }
            return line(read(socket, LONGEST_LINE, true));
        }
    }

    private byte[] request() {
        IpAddress address = target.address();
        String host = address.withPort(target.feedback().port());
        // By version 1.0 the body comes in one piece and ends with the connection.
        return ("GET " + target.feedback().path() + " HTTP/1.0\r\nHost: " + host
                        + "\r\nUser-Agent: weir\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String read(Socket socket, int longest, boolean oneLine) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] bytes = new byte[longest + 1];
        int length = 0;
        while (length <= longest) {
            socket.setSoTimeout(millisLeft());
            int count = in.read(bytes, length, bytes.length - length);
            if (count < 0) {
                break;
            }
            length += count;
            if (oneLine && new String(bytes, length - count, count, StandardCharsets.ISO_8859_1).indexOf('\n') >= 0) {
                break;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static String body(String answer) throws IOException {
        if (!answer.matches("(?s)HTTP/1\\.[01] [0-9]{3}.*")) {
            throw new IOException("it does not speak HTTP/1");
        }
        if (answer.charAt(9) != '2') {
            throw new IOException("status " + answer.substring(9, 12));
        }
        int head = answer.indexOf("\r\n\r\n");
        if (head < 0) {
            throw new IOException("its answer has no end of the head");
        }
        return line(answer.substring(head + 4));
    }

    private static String line(String text) throws IOException {
        int end = 0;
        while (end < text.length() && (text.charAt(end) >= ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        if (end > LONGEST_LINE) {
            throw new IOException("its line is longer than " + LONGEST_LINE + " bytes");
        }
        if (text.substring(0, end).isBlank()) {
            throw new IOException("it said nothing");
        }
        return text.substring(0, end);
    }

    private int millisLeft() throws SocketTimeoutException {
        long left = end - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("deadline");
        }
        return Math.clamp((left + 999_999) / 1_000_000, 1, Integer.MAX_VALUE);
    }
}
