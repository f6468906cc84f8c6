package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A conversation with a server: what is sent, and answers that are read within the check's deadline and within bounds.
 * Whatever goes wrong is told as a reason, by the name of what was awaited.
 */
final class Talk {
    /** Far more than any answer that a check asks for, but for bodies of HTTP, which have a bound of their own. */
    static final int MOST_BYTES = 1 << 20;

    /** More than the 1,000 of RFC 5321 and the lines that IMAP servers send. */
    static final int LONGEST_LINE = 8192;

    private static final Duration GOODBYE = Duration.ofMillis(500);

    private final Dialer.Connection connection;
    private Deadline deadline;
    private final byte[] buffer = new byte[4096];
    private int at;
    private int end;
    private int received;
    private String awaited = "answer";
    private boolean partial;

    Talk(Dialer.Connection connection, Deadline deadline) {
        this.connection = connection;
        this.deadline = deadline;
    }

    Deadline deadline() {
        return deadline;
    }

    /** Gives what comes next little time, since the verdict does not depend on it. */
    void hurry() {
        deadline = deadline.atMost(GOODBYE);
    }

    /** Names what comes next, as {@code greeting}, for reasons. */
    Talk await(String what) {
        awaited = what;
        partial = false;
        return this;
    }

    /** Sends bytes. */
    void send(byte[] bytes) throws Unhealthy {
        try {
            connection.write(bytes, 0, bytes.length);
        } catch (IOException e) {
            // The server may have said why before it closed: what it said is still to be read.
            if (!hasMore()) {
                throw broken(e);
            }
        }
    }

    /** Sends text in UTF-8. */
    void send(String text) throws Unhealthy {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    private boolean hasMore() {
        try {
            return at < end || fill() > 0;
        } catch (IOException | Unhealthy _) {
            return false;
        }
    }

    /** The next byte, 0 to 255. */
    int octet() throws Unhealthy {
        int next = octetOrEnd();
        if (next < 0) {
            throw closed();
        }
        return next;
    }

    /** The next byte; -1 at the stream's end. */
    int octetOrEnd() throws Unhealthy {
        if (at == end && filled() < 0) {
            return -1;
        }
        partial = true;
        return buffer[at++] & 0xff;
    }

    /** The next bytes, exactly so many. */
    byte[] octets(int count) throws Unhealthy {
        if (count < 0 || count > MOST_BYTES - received + (end - at)) {
            throw tooMuch();
        }
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            if (at == end && filled() < 0) {
                throw closed();
            }
            partial = true;
            int part = Math.min(count - done, end - at);
            System.arraycopy(buffer, at, bytes, done, part);
            at += part;
            done += part;
        }
        return bytes;
    }

    /** The next line without its end, CR LF or LF; bytes beyond ASCII become ISO 8859-1. */
    String line() throws Unhealthy {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int next = octet(); next != '\n'; next = octet()) {
            if (line.size() >= LONGEST_LINE) {
                throw new Unhealthy("L7RSP", awaited + " has a line of more than " + LONGEST_LINE + " bytes");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Appends what comes next to the bytes, at most so many; -1 at the stream's end. */
    int some(ByteArrayOutputStream into, int most) throws Unhealthy {
        if (at == end && filled() < 0) {
            return -1;
        }
        partial = true;
        int part = Math.min(most, end - at);
        into.write(buffer, at, part);
        at += part;
        return part;
    }

    /**
     * Takes leave, so that the server does not log a client that vanished: sends the last words and reads until the
     * server closes. The check has its result already, so that nothing here fails or takes long.
     */
    void leave(byte[] lastWords) {
        Deadline soon = deadline.atMost(GOODBYE);
        try {
            connection.write(lastWords, 0, lastWords.length);
            int most = 16;
            while (most-- > 0 && connection.read(buffer, 0, buffer.length, soon) >= 0) {
                at = 0;
                end = 0;
            }
        } catch (IOException _) {
            // The server closed first, or does not: it had the chance.
        }
    }

    /** The same in text. */
    void leave(String lastWords) {
        leave(lastWords.getBytes(StandardCharsets.UTF_8));
    }

    private int filled() throws Unhealthy {
        try {
            return fill();
        } catch (SocketTimeoutException e) {
            throw timedOut();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private int fill() throws IOException, Unhealthy {
        if (received >= MOST_BYTES) {
            throw tooMuch();
        }
        int count = connection.read(buffer, 0, buffer.length, deadline);
        if (count > 0) {
            at = 0;
            end = count;
            received += count;
        }
        return count;
    }

    private Unhealthy timedOut() {
        String words = partial ? awaited + " not complete in " : "no " + awaited + " in ";
        return new Unhealthy("L7TOUT", words + deadline.whole());
    }

    private Unhealthy closed() {
        return new Unhealthy("L7RSP", "connection closed " + (partial ? "within the " : "before the ") + awaited);
    }

    private Unhealthy broken(IOException e) {
        String words = SystemWords.of(e);
        boolean gone = words.contains("reset") || words.contains("broken pipe");
        return new Unhealthy(
                "L7RSP",
                gone
                        ? "connection reset " + (partial ? "within the " : "before the ") + awaited
                        : awaited + ": " + words);
    }

    private Unhealthy tooMuch() {
        return new Unhealthy("L7RSP", awaited + " has more than " + MOST_BYTES + " bytes");
    }

    /** The server passed. */
    static CheckReason passed(String words) {
        return new CheckReason("L7OK", words);
    }
}
