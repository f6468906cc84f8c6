package io.weir.core.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.health.CheckResult;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.Secret;
import io.weir.core.service.StatusSet;
import io.weir.core.service.TextPattern;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void requestHasWhatIsConfigured() throws Exception {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        CheckMethod.Http request = new CheckMethod.Http(
                null,
                "HEAD",
                "/health?full=1",
                "www.example",
                new CheckMethod.Login("weir", new Secret("sesame")),
                StatusSet.parse("200").orElseThrow(),
                null,
                List.of("X-Check: weir"));
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            heads.add(line.hearHead());
            line.say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        })) {
            assertThat(peer.check(request).reason()).hasToString("L7OK status 200");
        }
        assertThat(heads.poll(30, TimeUnit.SECONDS)).isEqualTo("""
                        HEAD /health?full=1 HTTP/1.1
                        Host: www.example
                        User-Agent: weir-health-check
                        Accept: */*
                        Authorization: Basic d2VpcjpzZXNhbWU=
                        X-Check: weir
                        Connection: close
                        """);
    }

    @Test
    void hostIsTheServerWithoutAnother() throws Exception {
        BlockingQueue<String> heads = new LinkedBlockingQueue<>();
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            heads.add(line.hearHead());
            line.say("HTTP/1.0 204 No Content\r\n\r\n");
        })) {
            assertThat(peer.check(get(null)).healthy()).isTrue();
            assertThat(heads.poll(30, TimeUnit.SECONDS)).contains("Host: 127.0.0.1:" + peer.port() + "\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nOK | L7OK status 200",
                "HTTP/1.1 200 OK\\r\\n\\r\\nwell: OK | L7OK status 200",
                "HTTP/1.1 200 \u00c3\u0085 OK\\r\\n\\r\\nOK | L7OK status 200",
                "HTTP/1.1 200\\r\\ntransfer-encoding: chunked\\r\\n\\r\\n1\\r\\nO\\r\\n1;x=y\\r\\nK\\r\\n0\\r\\n\\r\\n | L7OK status 200",
                "HTTP/1.1 100 Continue\\r\\n\\r\\nHTTP/1.1 302 Found\\r\\nContent-Length: 2\\r\\n\\r\\nOK | L7OK status 302",
                "HTTP/1.1 500 Internal Server Error\\r\\n\\r\\nOK | L7STS status 500 Internal Server Error",
                "HTTP/1.1 404\\r\\n\\r\\n | L7STS status 404",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 4\\r\\n\\r\\nnope | L7RSP body does not match",
                "HTTP/1.1 204 No Content\\r\\n\\r\\n | L7RSP body does not match",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nOK | L7RSP connection closed within the body, 7 bytes before its end",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\nContent-Length: 2\\r\\n\\r\\nOK | L7RSP not a length: content-length 2",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nOK\\r\\n | L7RSP not the size of a chunk: OK",
                "HTTP/1.1 200 OK\\r\\nno header | L7RSP connection closed within the answer",
                "HTTP/1.1 200 OK\\r\\nno header\\r\\n\\r\\n | L7RSP not a header of HTTP: no header",
                "SSH-2.0-OpenSSH_9.2\\r\\n | L7RSP not an answer of HTTP/1: SSH-2.0-OpenSSH_9.2",
                "HTTP/2.0 200 OK\\r\\n\\r\\n | L7RSP not an answer of HTTP/1: HTTP/2.0 200 OK",
                "'' | L7RSP connection closed before the answer"
            })
    void answerIsJudged(String answer, String reason) throws Exception {
        String bytes = answer.replace("\\r", "\r").replace("\\n", "\n");
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            line.hearHead();
            line.say(bytes);
        })) {
            CheckResult result = peer.check(get("OK"));
            assertThat(result.reason()).hasToString(reason);
            assertThat(result.healthy()).isEqualTo(reason.startsWith("L7OK"));
        }
    }

    @Test
    void silenceIsTimedOut() throws Exception {
        assertThat(failure(ScriptedPeer.Line::silence, SHORT)).isEqualTo("L7TOUT no answer in 300 ms");
    }

    @Test
    void slowDripEndsAtTheDeadlineOfTheWholeCheck() throws Exception {
        long before = System.nanoTime();
        assertThat(failure(line -> line.say("HTTP/1.1 200 OK\r\n").drip("A: b\r\n"), Duration.ofSeconds(1)))
                .isEqualTo("L7TOUT answer not complete in 1 s");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void floodsAreBounded() throws Exception {
        Duration patient = Duration.ofSeconds(30);
        assertThat(failure(line -> line.flood("x"), patient))
                .isEqualTo("L7RSP answer has a line of more than 8192 bytes");
        assertThat(failure(line -> line.say("HTTP/1.1 200 OK\r\n").flood("A: b\r\n"), patient))
                .isEqualTo("L7RSP answer has more than 200 headers");
        assertThat(failure(line -> line.say("HTTP/1.1 200 OK\r\n\r\n").flood("no "), patient))
                .isEqualTo("L7RSP body does not match in its first 256 KiB");
        assertThat(failure(line -> line.flood("HTTP/1.1 100 Continue\r\n\r\n"), patient))
                .isEqualTo("L7RSP only interim answers");
    }

    @Test
    void resetIsNamed() throws Exception {
        assertThat(failure(
                        line -> {
                            line.hearHead();
                            line.reset();
                        },
                        Duration.ofSeconds(30)))
                .isEqualTo("L7RSP connection reset before the answer");
    }

    @Test
    void expressionThatNeverEndsIsTimedOut() throws Exception {
        String body = "a".repeat(60) + "!";
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            line.hearHead();
            line.say("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        })) {
            CheckResult result = peer.check(get("^(a+)+\\1b$"), SHORT);
            assertThat(result.reason()).hasToString("L7TOUT the expression took longer than 300 ms on what came");
            assertThat(result.took()).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void expressionThatIsTooDeepIsNoCrash() throws Exception {
        String body = "ab".repeat(60_000);
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            line.hearHead();
            line.say("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        })) {
            assertThat(peer.check(get("^(a|b)*c")).reason())
                    .hasToString("L7RSP the expression is too complex for what came");
        }
    }

    @Test
    void closedPortIsRefused() throws Exception {
        int port;
        try (ServerSocket listener = new ServerSocket(0, 1, ScriptedPeer.LOOPBACK.toInetAddress())) {
            port = listener.getLocalPort();
        }
        assertThat(ScriptedPeer.check(get(null), port, SHORT).reason()).hasToString("L4CON connection refused");
    }

    @Test
    void bodyThatNobodyNeedsDoesNotCount() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            line.hearHead();
            line.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nOK");
        })) {
            assertThat(peer.check(get(null)).reason()).hasToString("L7OK status 200");
            assertThat(peer.goodbye()).isEmpty();
        }
    }

    @Test
    void bodyThatNeverEndsDoesNotHoldACheckThatDoesNotNeedIt() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer(line -> {
            line.hearHead();
            line.say("HTTP/1.1 200 OK\r\n\r\n").drip("event");
        })) {
            CheckResult result = peer.check(get(null));
            assertThat(result.reason()).hasToString("L7OK status 200");
            assertThat(result.took()).isLessThan(Duration.ofSeconds(15));
        }
    }

    private static String failure(ScriptedPeer.Script script, Duration timeout) throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer(script)) {
            CheckResult result = peer.check(get("OK"), timeout);
            assertThat(result.healthy()).isFalse();
            return result.reason().toString();
        }
    }

    private static CheckMethod get(@Nullable String expect) {
        return new CheckMethod.Http(
                null,
                "GET",
                "/",
                null,
                null,
                StatusSet.parse("200-399").orElseThrow(),
                expect == null ? null : new TextPattern(Pattern.compile(expect)),
                List.of());
    }
}
