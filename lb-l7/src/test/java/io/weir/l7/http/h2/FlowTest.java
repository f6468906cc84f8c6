package io.weir.l7.http.h2;

import static io.weir.l7.http.h2.RawClient.DATA;
import static io.weir.l7.http.h2.RawClient.END_HEADERS;
import static io.weir.l7.http.h2.RawClient.END_STREAM;
import static io.weir.l7.http.h2.RawClient.GOAWAY;
import static io.weir.l7.http.h2.RawClient.HEADERS;
import static io.weir.l7.http.h2.RawClient.PING;
import static io.weir.l7.http.h2.RawClient.RST_STREAM;
import static io.weir.l7.http.h2.RawClient.SETTINGS;
import static io.weir.l7.http.h2.RawClient.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.EndReason;
import io.weir.l7.fixture.Await;
import io.weir.l7.http.exchange.StreamEnd;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Windows, lengths, draining and tunnels as a client sees them. */
class FlowTest {
    @Test
    void pausedStreamGetsNoWindowAndHoldsUpNoOther() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            client.await(SETTINGS, 0);
            client.frame(SETTINGS, 1, 0).post(1, "/paused").post(3, "/free");
            for (int sent = 0; sent < Http2Limits.STREAM_WINDOW; sent += 16_384) {
                client.frame(DATA, 0, 1, new byte[16_384]).frame(DATA, 0, 3, new byte[16_384]);
            }
            client.frame(PING, 0, 0, new byte[8]).send();
            client.await(PING, 0);
            assertThat(client.seen).anyMatch(f -> f.type() == WINDOW_UPDATE && f.stream() == 3);
            assertThat(client.seen).noneMatch(f -> f.type() == WINDOW_UPDATE && f.stream() == 1);
        }
    }

    @Test
    void bodyThatDiffersFromItsLengthIsReset() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            String[] pairs = {
                ":method", "POST", ":scheme", "http", ":authority", "a", ":path", "/silent", "content-length", "5"
            };
            byte[] head = RawClient.block(pairs);
            client.frame(HEADERS, END_HEADERS, 1, head).frame(DATA, END_STREAM, 1, new byte[4]);
            client.frame(HEADERS, END_HEADERS, 3, head).frame(DATA, 0, 3, new byte[6]);
            client.send();
            assertThat(client.await(RST_STREAM, 1).number(0)).isEqualTo(1);
            assertThat(client.await(RST_STREAM, 3).number(0)).isEqualTo(1);
            assertThat(echo.gone).hasSize(2).allMatch(end -> end.reason() == EndReason.BAD_REQUEST);
        }
    }

    @Test
    void drainingServesWhatIsUnderWayAndCloses() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            client.post(1, "/a").send();
            client.await(HEADERS, 1);
            world.group().next().execute(world.connections.getFirst()::drain);
            assertThat(client.await(GOAWAY, 0).number(0)).isEqualTo(Integer.MAX_VALUE);
            byte[] asked = client.await(PING, 0).payload();
            client.get(3, "/opened-before-it-could-know").send();
            assertThat(client.await(HEADERS, 3).status()).isEqualTo(200);
            client.frame(PING, 1, 0, asked).send();
            assertThat(client.await(GOAWAY, 0).number(0)).isEqualTo(3);
            client.frame(DATA, END_STREAM, 1, new byte[1]).send();
            assertThat(client.goAwayAtEnd()).isEqualTo(-1);
            Await.until("ended", () -> world.ends.contains(EndReason.DONE));
            assertThat(echo.gone).isEmpty();
        }
    }

    @Test
    void clientThatWaitsForContinueIsToldOnceTheBodyIsWanted() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            client.frame(HEADERS, END_HEADERS, 1, expecting("/paused"));
            client.frame(HEADERS, END_HEADERS, 3, expecting("/free"));
            client.frame(HEADERS, END_HEADERS, 5, expecting("/silent")).send();
            assertThat(client.await(HEADERS, 5).status()).isEqualTo(100);
            assertThat(client.seen).noneMatch(f -> f.type() == HEADERS && f.stream() == 1);
            assertThat(client.seen)
                    .filteredOn(f -> f.type() == HEADERS && f.stream() == 3)
                    .singleElement()
                    .satisfies(answer -> assertThat(answer.status()).isEqualTo(200));
        }
    }

    private static byte[] expecting(String path) {
        return RawClient.block(
                ":method", "POST", ":scheme", "http", ":authority", "a", ":path", path, "expect", "100-continue");
    }

    @Test
    void connectIsRefusedUnlessConfigured() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            client.frame(HEADERS, END_HEADERS, 1, RawClient.block(":method", "CONNECT", ":authority", "a:443"))
                    .send();
            assertThat(client.await(HEADERS, 1).status()).isEqualTo(501);
            assertThat(echo.heads).isEmpty();
        }
    }

    @Test
    void webSocketThatTheServerAcceptsWronglyLeavesNoStream() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            String[] pairs = {
                ":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":authority", "a", ":path", "/wrong"
            };
            client.frame(HEADERS, END_HEADERS, 1, RawClient.block(pairs)).send();
            assertThat(client.await(HEADERS, 1).status()).isEqualTo(502);
            assertThat(client.await(RST_STREAM, 1).number(0)).isZero();
            assertThat(echo.gone).extracting(StreamEnd::reason).containsExactly(EndReason.SERVER_RESET);
        }
    }

    @Test
    void webSocketIsATunnel() throws IOException {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawClient client = new RawClient(world.port()).begin()) {
            String[] pairs = {
                ":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":authority", "a", ":path", "/"
            };
            client.frame(HEADERS, END_HEADERS, 1, RawClient.block(pairs)).send();
            assertThat(client.await(HEADERS, 1).payload()).containsExactly(0x88);
            client.frame(DATA, 0, 1, (byte) 'x').send();
            assertThat(client.await(DATA, 1).payload()).containsExactly('x');
        }
    }
}
