package io.weir.core.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.net.IpAddress;
import io.weir.core.service.Feedback;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedbackQuestionTest {
    private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");

    private final CountDownLatch over = new CountDownLatch(1);
    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, LOOPBACK.toInetAddress());
    }

    @AfterEach
    void close() throws IOException {
        over.countDown();
        listener.close();
    }

    /** Answers one connection; HTTP waits for the request, so that nothing is reset. */
    private void answer(String text, boolean http, boolean close) {
        Thread.ofVirtual().start(() -> {
            try (Socket socket = listener.accept()) {
                if (http) {
                    String request = "";
                    while (!request.endsWith("\r\n\r\n")) {
                        request += (char) socket.getInputStream().read();
                    }
                    assertThat(request).startsWith("GET /load HTTP/1.0\r\nHost: 127.0.0.1:");
                }
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                if (!close) {
                    over.await();
                }
            } catch (IOException | InterruptedException e) {
                // The test has what it wanted.
            }
        });
    }

    private String ask(Feedback.Type type, int timeoutMillis) throws IOException {
        return FeedbackQuestion.ask(new FeedbackTarget(
                LOOPBACK,
                null,
                new Feedback(
                        type,
                        listener.getLocalPort(),
                        "/load",
                        Duration.ofHours(1),
                        Duration.ofMillis(timeoutMillis))));
    }

    @Test
    void lineIsAnAnswerThoughTheConnectionStaysOpen() throws Exception {
        answer("75% up\nmore", false, false);
        assertThat(ask(Feedback.Type.AGENT, 20_000)).isEqualTo("75% up");
    }

    @Test
    void lineMayEndWithTheConnection() throws Exception {
        answer("drain", false, true);
        assertThat(ask(Feedback.Type.AGENT, 20_000)).isEqualTo("drain");
    }

    @Test
    void bodyOfAnHttpAnswerBeginsWithTheLine() throws Exception {
        answer("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n40%\r\n", true, true);
        assertThat(ask(Feedback.Type.HTTP, 20_000)).isEqualTo("40%");
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 503 No\r\n\r\n50%', status 503",
        "'SSH-2.0-x\r\n', it does not speak HTTP/1",
        "'HTTP/1.1 200 OK\r\nA: b\r\n', its answer has no end of the head",
        "'HTTP/1.1 200 OK\r\n\r\n', it said nothing"
    })
    void otherHttpAnswersAreTrouble(String answer, String words) {
        answer(answer, true, true);
        assertThatThrownBy(() -> ask(Feedback.Type.HTTP, 20_000))
                .isInstanceOf(IOException.class)
                .hasMessage(words);
    }

    @Test
    void lineWithoutEndIsRefusedAtItsLimit() {
        answer("x".repeat(5000), false, false);
        assertThatThrownBy(() -> ask(Feedback.Type.AGENT, 20_000)).hasMessage("its line is longer than 1024 bytes");
    }

    @Test
    void silenceEndsAtTheTimeout() {
        answer("", false, false);
        assertThatThrownBy(() -> ask(Feedback.Type.AGENT, 250)).hasMessage("no answer in 250 ms");
    }

    @Test
    void slowDripEndsAtTheTimeoutToo() {
        Thread.ofVirtual().start(() -> {
            try (Socket socket = listener.accept()) {
                while (!over.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    socket.getOutputStream().write('7');
                }
            } catch (IOException | InterruptedException e) {
                // The other side has gone.
            }
        });
        assertThatThrownBy(() -> ask(Feedback.Type.AGENT, 300)).hasMessage("no answer in 300 ms");
    }

    @Test
    void closedPortIsTold() throws Exception {
        listener.close();
        assertThatThrownBy(() -> ask(Feedback.Type.AGENT, 20_000)).hasMessageContaining("Connection refused");
    }
}
