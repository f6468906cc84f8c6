package io.weir.l7.http.h2;

import static io.weir.l7.http.h2.RawClient.CONTINUATION;
import static io.weir.l7.http.h2.RawClient.DATA;
import static io.weir.l7.http.h2.RawClient.END_HEADERS;
import static io.weir.l7.http.h2.RawClient.END_STREAM;
import static io.weir.l7.http.h2.RawClient.HEADERS;
import static io.weir.l7.http.h2.RawClient.PING;
import static io.weir.l7.http.h2.RawClient.PRIORITY;
import static io.weir.l7.http.h2.RawClient.RST_STREAM;
import static io.weir.l7.http.h2.RawClient.SETTINGS;
import static io.weir.l7.http.h2.RawClient.WINDOW_UPDATE;
import static io.weir.l7.http.h2.RawClient.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.EndReason;
import io.weir.l7.fixture.Await;
import io.weir.l7.http.guard.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a hostile client does without end is counted, answered with GOAWAY, and over. */
class FloodTest {
    private static final int ENHANCE_YOUR_CALM = 0xb;

    private interface Flood {
        void send(RawClient client, int round) throws IOException;
    }

    /** Floods while reading; it must end with this refusal. */
    private static void endsWith(Refusal refusal, int rounds, boolean open, Flood flood) throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            if (open) {
                client.post(1, "/silent").send();
            }
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> {
                try {
                    return client.goAwayAtEnd();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try {
                for (int i = 0; i < rounds; i++) {
                    flood.send(client, i);
                    client.send();
                }
            } catch (IOException closed) {
                // As it should be.
            }
            assertThat(code.join()).isIn(ENHANCE_YOUR_CALM, -1);
            Await.until("counted", () -> world.refusals.of(refusal) == 1);
            Await.until("ended", () -> world.ends.equals(List.of(EndReason.BAD_REQUEST)));
            assertThat(echo.heads.size()).isLessThan(Glitches.RESETS + 10);
        }
    }

    @Test
    void rapidResetEnds() throws IOException {
        endsWith(
                Refusal.RAPID_RESET,
                Glitches.RESETS + 1,
                false,
                (client, i) -> client.post(2 * i + 1, "/silent").frame(RST_STREAM, 0, 2 * i + 1, number(8)));
    }

    @Test
    void resetsThatTheClientMakesUsSendEnd() throws IOException {
        endsWith(
                Refusal.MADE_RESET,
                Glitches.ERRORS + 1,
                false,
                (client, i) -> client.post(2 * i + 1, "/silent").frame(WINDOW_UPDATE, 0, 2 * i + 1, number(0)));
    }

    @Test
    void pingsEnd() throws IOException {
        endsWith(
                Refusal.CONTROL_FLOOD,
                Glitches.CONTROLS + 1,
                false,
                (client, i) -> client.frame(PING, 0, 0, new byte[8]));
    }

    @Test
    void settingsEnd() throws IOException {
        endsWith(Refusal.CONTROL_FLOOD, Glitches.CONTROLS + 1, false, (client, i) -> client.frame(SETTINGS, 0, 0));
    }

    @Test
    void prioritiesEnd() throws IOException {
        endsWith(
                Refusal.CONTROL_FLOOD,
                Glitches.CONTROLS + 1,
                false,
                (client, i) -> client.frame(PRIORITY, 0, 3, new byte[5]));
    }

    @Test
    void emptyDataEnds() throws IOException {
        endsWith(Refusal.EMPTY_DATA, Glitches.EMPTIES + 1, true, (client, i) -> client.frame(DATA, 0, 1));
    }

    @Test
    void windowsThatOpenByOneEnd() throws IOException {
        endsWith(
                Refusal.WINDOW_DRIP,
                Glitches.DRIPS + 1,
                true,
                (client, i) -> client.frame(WINDOW_UPDATE, 0, 1, number(1)));
    }

    @Test
    void continuationsWithoutContentEnd() throws IOException {
        endsWith(
                Refusal.CONTINUATION_FLOOD,
                100,
                false,
                (client, i) -> client.frame(i == 0 ? HEADERS : CONTINUATION, 0, 1));
    }

    @Test
    void headBeyondTheLimitIsAnsweredAndNothingMoreIsLost() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            // One field of 4,000 bytes into the table, then the same ten times for a byte each.
            byte[] field = RawClient.block("x", "y".repeat(4_000));
            field[0] = 0x40;
            byte[] head = RawClient.block(RawClient.head("GET", "/"));
            byte[] bomb = new byte[head.length + field.length + 10];
            System.arraycopy(head, 0, bomb, 0, head.length);
            System.arraycopy(field, 0, bomb, head.length, field.length);
            Arrays.fill(bomb, head.length + field.length, bomb.length, (byte) 0xbe);
            client.frame(HEADERS, END_STREAM | END_HEADERS, 1, bomb).send();
            assertThat(client.await(HEADERS, 1).status()).isEqualTo(431);
            assertThat(echo.heads).isEmpty();
            assertThat(world.refusals.of(Refusal.HEAD_TOO_LARGE)).isEqualTo(1);
            client.get(3, "/").send();
            assertThat(client.await(HEADERS, 3).status()).isEqualTo(200);
        }
    }

    @Test
    void tooManyFieldsAreAnswered() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            String[] pairs = Arrays.copyOf(RawClient.head("GET", "/"), 8 + 2 * 101);
            Arrays.fill(pairs, 8, pairs.length, "f");
            client.frame(HEADERS, END_STREAM | END_HEADERS, 1, RawClient.block(pairs))
                    .send();
            assertThat(client.await(HEADERS, 1).status()).isEqualTo(431);
            assertThat(world.refusals.of(Refusal.TOO_MANY_FIELDS)).isEqualTo(1);
            assertThat(echo.heads).isEmpty();
        }
    }

    @Test
    void streamsBeyondTheLimitAreRefused() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            for (int i = 0; i <= Http2Limits.CONCURRENT_STREAMS; i++) {
                client.get(2 * i + 1, "/silent");
            }
            client.send();
            int refused = 2 * Http2Limits.CONCURRENT_STREAMS + 1;
            assertThat(client.await(RST_STREAM, refused).number(0)).isEqualTo(7);
            assertThat(echo.heads).hasSize(Http2Limits.CONCURRENT_STREAMS);
        }
    }

    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(60);

    private static Http2Limits limits(Duration request, Duration keepAlive, Duration client) {
        return new Http2Limits(20_000, 100, 100, false, request, keepAlive, client, LONG);
    }

    @Test
    void streamThatIsNotReadIsCut() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(limits(LONG, LONG, SHORT), echo::begin);
                RawClient client = new RawClient(world.port()).begin(RawClient.setting(4, 0))) {
            client.get(1, "/big").send();
            assertThat(client.await(RST_STREAM, 1).number(0)).isEqualTo(8);
            assertThat(world.refusals.of(Refusal.SLOW_READER)).isEqualTo(1);
        }
    }

    @Test
    void streamThatBringsNothingIsCut() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(limits(LONG, LONG, SHORT), echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            client.post(1, "/silent").send();
            assertThat(client.await(RST_STREAM, 1).number(0)).isEqualTo(8);
            assertThat(world.refusals.of(Refusal.TOO_SLOW)).isEqualTo(1);
            assertThat(echo.gone.getFirst().reason()).isEqualTo(EndReason.TIMEOUT);
        }
    }

    @Test
    void prefaceThatDoesNotComeEndsTheConnection() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(limits(SHORT, LONG, LONG), echo::begin);
                RawClient client = new RawClient(world.port())) {
            client.goAwayAtEnd();
            Await.until("ended", () -> world.ends.contains(EndReason.TIMEOUT));
            assertThat(world.refusals.of(Refusal.TOO_SLOW)).isEqualTo(1);
        }
    }

    @Test
    void headerBlockThatDoesNotEndEndsTheConnection() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(limits(SHORT, LONG, LONG), echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            client.await(SETTINGS, 0);
            client.await(SETTINGS, 0);
            client.frame(HEADERS, END_STREAM, 1, RawClient.block(RawClient.head("GET", "/")))
                    .send();
            assertThat(client.goAwayAtEnd()).isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(world.refusals.of(Refusal.TOO_SLOW)).isEqualTo(1);
        }
    }

    @Test
    void connectionWithoutStreamsEndsInOrder() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(limits(LONG, SHORT, LONG), echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            assertThat(client.goAwayAtEnd()).isZero();
            Await.until("ended", () -> world.ends.contains(EndReason.DONE));
            assertThat(world.refusals.of(Refusal.TOO_SLOW)).isZero();
        }
    }

    @Test
    void bodyBeyondTheLimitIsRefused() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(limits(LONG, LONG, LONG), echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            client.post(1, "/silent").frame(DATA, END_STREAM, 1, new byte[101]).send();
            assertThat(client.await(HEADERS, 1).status()).isEqualTo(413);
            assertThat(world.refusals.of(Refusal.BODY_TOO_LARGE)).isEqualTo(1);
            assertThat(echo.gone).hasSize(1);
        }
    }
}
