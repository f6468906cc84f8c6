package io.weir.l7.http.h2;

import static io.weir.l7.http.h2.RawClient.DATA;
import static io.weir.l7.http.h2.RawClient.HEADERS;
import static io.weir.l7.http.h2.RawClient.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.Configuration;
import io.weir.core.service.HttpMode;
import io.weir.l7.fixture.Await;
import io.weir.l7.fixture.Backend;
import io.weir.l7.fixture.HttpModes;
import io.weir.l7.fixture.ProxyWorld;
import io.weir.l7.fixture.ServiceBuilder;
import io.weir.l7.fixture.WebServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that hold a server for as long as they are let, through the whole proxy. */
@Timeout(30)
class SlowStreamTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void bodyThatComesByteByByteIsAnswered408AndOtherStreamsGoOn() throws Exception {
        int port = Backend.unusedPort();
        try (ProxyWorld world = new ProxyWorld(Configuration.Transport.NIO, 1);
                Backend server = new Backend(WebServer.named("a"))) {
            world.apply(new ServiceBuilder("web", port)
                    .http(HttpModes.withMinBodyRate(10_000))
                    .httpTimeouts(LONG, SHORT, LONG)
                    .server("a", server.port())
                    .build());
            try (RawClient client = new RawClient(port).begin()) {
                client.post(1, "/").send();
                Thread dripping = Thread.ofVirtual().start(() -> drip(client));
                assertThat(client.await(HEADERS, 1).status()).isEqualTo(408);
                assertThat(client.await(RST_STREAM, 1).number(0)).isZero();
                dripping.interrupt();
                dripping.join();
                client.get(3, "/").send();
                assertThat(client.await(HEADERS, 3).status()).isEqualTo(200);
                assertThat(world.proxy().refusals()).containsEntry("slow-body", 1L);
            }
        }
    }

    private static void drip(RawClient client) {
        try {
            while (!Thread.interrupted()) {
                client.frame(DATA, 0, 1, (byte) 'x').send();
                Thread.sleep(20);
            }
        } catch (IOException | InterruptedException e) {
            // It is enough.
        }
    }

    @Test
    void streamThatNeverReadsIsResetAndItsServerFreed() throws Exception {
        int port = Backend.unusedPort();
        try (ProxyWorld world = new ProxyWorld(Configuration.Transport.NIO, 1);
                Backend server = new Backend(WebServer.serving((request, output) -> {
                    WebServer.answer(output, 200, "x".repeat(10_000_000));
                    return true;
                }))) {
            world.apply(new ServiceBuilder("web", port)
                    .http(HttpMode.DEFAULT)
                    .clientTimeout(SHORT)
                    .server("a", server.port())
                    .build());
            try (RawClient client = new RawClient(port).begin(RawClient.setting(4, 0))) {
                client.get(1, "/").send();
                client.await(RST_STREAM, 1);
                assertThat(world.proxy().refusals()).containsEntry("slow-reader", 1L);
                Await.until("server's connection closed", () -> server.open() == 0);
            }
        }
    }

    @Test
    void clientsOfAServiceThatIsRemovedGetGoAway() throws Exception {
        int port = Backend.unusedPort();
        try (ProxyWorld world = new ProxyWorld(Configuration.Transport.NIO, 1);
                Backend server = new Backend(WebServer.named("a"))) {
            world.apply(new ServiceBuilder("web", port)
                    .http(HttpMode.DEFAULT)
                    .server("a", server.port())
                    .build());
            try (RawClient client = new RawClient(port).begin()) {
                client.get(1, "/").send();
                assertThat(client.await(HEADERS, 1).status()).isEqualTo(200);
                world.apply();
                assertThat(client.await(RawClient.GOAWAY, 0).number(4)).isZero();
                client.get(3, "/").send();
                assertThat(client.await(HEADERS, 3).status()).isEqualTo(200);
            }
        }
    }
}
