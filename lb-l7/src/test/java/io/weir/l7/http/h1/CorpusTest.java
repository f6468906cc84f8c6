package io.weir.l7.http.h1;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.l7.http.guard.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Byte-exact messages: nothing that can be read two ways gets to the other side, however it is cut. */
class CorpusTest {
    private static final byte[] OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LONG = 1000;

    static List<Escaped> requests() {
        return Escaped.of("requests.txt");
    }

    static List<Escaped> responses() {
        return Escaped.of("responses.txt");
    }

    @Test
    void thereAreEnough() {
        assertThat(requests().size() + responses().size()).isGreaterThan(250);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void request(Escaped message) {
        byte[] bytes = message.bytes();
        int step = bytes.length > LONG ? bytes.length / 20 : 1;
        for (int split = 0; split < bytes.length; split += step) {
            checkRequest(message, split, false);
        }
        checkRequest(message, 0, bytes.length < LONG);
    }

    private static void checkRequest(Escaped message, int split, boolean byteByByte) {
        try (Joint joint = new Joint(OK)) {
            byte[] bytes = message.bytes();
            if (byteByByte) {
                for (int i = 0; i < bytes.length; i++) {
                    Joint.part(joint.clientChannel, bytes, i, i + 1);
                    joint.answerAll();
                }
            } else {
                Joint.send(joint.clientChannel, bytes, split);
            }
            for (int i = 0; i < 4; i++) {
                joint.answerAll();
                joint.clientChannel.runPendingTasks();
            }
            String forwarded = Joint.written(joint.serverChannel);
            String answered = Joint.written(joint.clientChannel);
            String what = message + " split at " + split + ", bytes one by one: " + byteByByte;
            String expectation = message.expectation();
            if (expectation.startsWith("pass ")) {
                String wanted = new String(Escaped.bytes(expectation.substring(5)), StandardCharsets.ISO_8859_1);
                assertThat(forwarded).as(what).isEqualTo(wanted);
                assertThat(answered).as(what).doesNotContain("HTTP/1.1 4").doesNotContain("HTTP/1.1 5");
            } else {
                String[] parts = expectation.split(" ", 3);
                assertThat(answered)
                        .as(what)
                        .contains("HTTP/1.1 " + parts[0] + " ")
                        .contains("Connection: close\r\n");
                assertThat(joint.refusals.of(refusal(parts[1]))).as(what).isEqualTo(1);
                if (parts.length == 2) {
                    assertThat(joint.begun).as(what).isZero();
                    assertThat(forwarded).as(what).isEmpty();
                } else {
                    assertThat(joint.begun).as(what).isEqualTo(1);
                    assertThat(forwarded).as(what).doesNotContain("0\r\n\r\n").doesNotContain("/2");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("responses")
    void response(Escaped message) {
        byte[] bytes = message.bytes();
        int step = bytes.length > LONG ? bytes.length / 20 : 1;
        for (int split = 0; split < bytes.length; split += step) {
            checkResponse(message, split);
        }
    }

    private static void checkResponse(Escaped message, int split) {
        try (Joint joint = new Joint(new byte[0])) {
            Joint.send(joint.clientChannel, GET, 0);
            Joint.send(joint.serverChannel, message.bytes(), split);
            String answered = Joint.written(joint.clientChannel);
            String what = message + " split at " + split;
            String[] parts = message.expectation().split(" ", 3);
            if (parts[0].equals("pass")) {
                assertThat(answered)
                        .as(what)
                        .isEqualTo(new String(Escaped.bytes(parts[2]), StandardCharsets.ISO_8859_1));
                assertThat(joint.server.acceptsStream()).as(what).isEqualTo(parts[1].equals("keep"));
                assertThat(joint.serverGone).as(what).isNull();
            } else {
                assertThat(joint.refusals.of(refusal(parts[1]))).as(what).isEqualTo(1);
                assertThat(joint.serverGone).as(what).isNotNull();
                assertThat(joint.server.acceptsStream()).as(what).isFalse();
                assertThat(answered).as(what).doesNotContain("HTTP/1.1 200");
            }
        }
    }

    private static Refusal refusal(String key) {
        for (Refusal refusal : Refusal.values()) {
            if (refusal.key().equals(key)) {
                return refusal;
            }
        }
        throw new AssertionError("no refusal is called " + key);
    }
}
