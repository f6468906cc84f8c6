package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.health.CheckTarget;
import io.weir.core.net.IpAddress;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.TextPattern;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** One request of HTTP/1.1 (RFC 9112): the status must be of the set, the body must match. */
final class HttpTalk {
    /** Bytes of a body that are searched; a page that proves a service says so early. */
    static final int MOST_BODY = 256 << 10;

    private static final int MOST_HEADERS = 200;
    private static final int MOST_INTERIM = 5;

    private final CheckMethod.Http request;
    private final CheckTarget target;

    HttpTalk(CheckMethod.Http request, CheckTarget target) {
        this.request = request;
        this.target = target;
    }

    CheckReason hold(Talk talk) throws Unhealthy {
        talk.await("answer").send(head());
        Answer answer = answer(talk);
        if (!request.status().contains(answer.status)) {
            throw new Unhealthy("L7STS", ("status " + answer.status + " " + Shown.of(answer.reason)).strip());
        }
        TextPattern expect = request.expect();
        if (expect == null) {
            talk.hurry();
            readBody(talk, answer, false);
            return Talk.passed("status " + answer.status);
        }
        String body = new String(readBody(talk.await("body"), answer, true), StandardCharsets.UTF_8);
        if (!BodyMatch.found(expect, body, talk.deadline())) {
            throw new Unhealthy(
                    "L7RSP",
                    body.length() < MOST_BODY
                            ? "body does not match"
                            : "body does not match in its first " + (MOST_BODY >> 10) + " KiB");
        }
        return Talk.passed("status " + answer.status);
    }

    private String head() {
        StringBuilder head = new StringBuilder(256);
        head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(host()).append("\r\nUser-Agent: weir-health-check\r\nAccept: */*\r\n");
        CheckMethod.Login login = request.login();
        if (login != null) {
            String pair = login.username() + ":" + login.password().value();
            head.append("Authorization: Basic ")
                    .append(Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                    .append("\r\n");
        }
        request.headers().forEach(line -> head.append(line).append("\r\n"));
        return head.append("Connection: close\r\n\r\n").toString();
    }

    private String host() {
        String host = request.host();
        if (host != null) {
            return host;
        }
        IpAddress address = target.address();
        boolean usual = target.port() == (request.tls() == null ? 80 : 443);
        return usual ? address.v6() ? "[" + address + "]" : address.toString() : address.withPort(target.port());
    }

    /** The head of the answer, as far as it matters here. */
    private static final class Answer {
        int status;
        String reason = "";
        long length = -1;
        boolean chunked;
    }

    private static Answer answer(Talk talk) throws Unhealthy {
        for (int interim = 0; interim <= MOST_INTERIM; interim++) {
            Answer answer = oneHead(talk);
            if (answer.status >= 200 || answer.status == 101) {
                return answer;
            }
        }
        throw new Unhealthy("L7RSP", "only interim answers");
    }

    private static Answer oneHead(Talk talk) throws Unhealthy {
        String line = talk.line();
        Answer answer = new Answer();
        if (!line.matches("(?s)HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
            throw new Unhealthy("L7RSP", "not an answer of HTTP/1: " + Shown.of(line));
        }
        answer.status = Integer.parseInt(line.substring(9, 12));
        answer.reason = line.length() > 13 ? line.substring(13) : "";
        int count = 0;
        for (String header = talk.line(); !header.isEmpty(); header = talk.line()) {
            if (++count > MOST_HEADERS) {
                throw new Unhealthy("L7RSP", "answer has more than " + MOST_HEADERS + " headers");
            }
            take(answer, header);
        }
        return answer;
    }

    private static void take(Answer answer, String header) throws Unhealthy {
        int colon = header.indexOf(':');
        if (colon <= 0) {
            if (header.startsWith(" ") || header.startsWith("\t")) {
                return;
            }
            throw new Unhealthy("L7RSP", "not a header of HTTP: " + Shown.of(header));
        }
        String name = header.substring(0, colon).toLowerCase(Locale.ROOT);
        String value = header.substring(colon + 1).strip();
        if (name.equals("content-length")) {
            if (!value.matches("[0-9]{1,15}") || (answer.length >= 0 && answer.length != Long.parseLong(value))) {
                throw new Unhealthy("L7RSP", "not a length: content-length " + Shown.of(value));
            }
            answer.length = Long.parseLong(value);
        } else if (name.equals("transfer-encoding")) {
            answer.chunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
        }
    }

    /** Reads the body up to the bound. Where nobody needs it, faults and lateness do not count. */
    private byte[] readBody(Talk talk, Answer answer, boolean needed) throws Unhealthy {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean none = request.method().equals("HEAD") || answer.status == 204 || answer.status == 304;
        try {
            if (none || answer.status == 101) {
                return body.toByteArray();
            }
            if (answer.chunked) {
                chunks(talk, body);
            } else if (answer.length >= 0) {
                counted(talk, body, answer.length);
            } else {
                while (body.size() < MOST_BODY && talk.some(body, MOST_BODY - body.size()) >= 0) {
                    // The body ends with the connection.
                }
            }
        } catch (Unhealthy e) {
            if (needed) {
                throw e;
            }
        }
        return body.toByteArray();
    }

    private static void counted(Talk talk, ByteArrayOutputStream body, long length) throws Unhealthy {
        long left = length;
        while (left > 0 && body.size() < MOST_BODY) {
            int part = talk.some(body, (int) Math.min(left, MOST_BODY - body.size()));
            if (part < 0) {
                throw new Unhealthy("L7RSP", "connection closed within the body, " + left + " bytes before its end");
            }
            left -= part;
        }
    }

    private static void chunks(Talk talk, ByteArrayOutputStream body) throws Unhealthy {
        while (body.size() < MOST_BODY) {
            String line = talk.line();
            int end = line.indexOf(';');
            String size = (end < 0 ? line : line.substring(0, end)).strip();
            if (!size.matches("[0-9a-fA-F]{1,8}")) {
                throw new Unhealthy("L7RSP", "not the size of a chunk: " + Shown.of(line));
            }
            long length = Long.parseLong(size, 16);
            if (length == 0) {
                return;
            }
            counted(talk, body, length);
            if (body.size() < MOST_BODY && !talk.line().isEmpty()) {
                throw new Unhealthy("L7RSP", "a chunk has not the size it says");
            }
        }
    }
}
