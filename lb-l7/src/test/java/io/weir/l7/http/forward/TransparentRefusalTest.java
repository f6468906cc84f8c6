package io.weir.l7.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.Configuration;
import io.weir.core.service.EndReason;
import io.weir.core.service.HttpMode;
import io.weir.core.service.Layer7;
import io.weir.l7.fixture.Await;
import io.weir.l7.fixture.Backend;
import io.weir.l7.fixture.ProxyWorld;
import io.weir.l7.fixture.ServiceBuilder;
import io.weir.l7.fixture.WebServer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client from whose address no server can be reached: refused and counted, in no case served from ours. */
@Timeout(60)
class TransparentRefusalTest {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLoopbackClientIsRefusedWithItsReason(boolean http) throws Exception {
        int port = Backend.unusedPort();
        HttpMode mode = http ? HttpMode.DEFAULT : null;
        try (ProxyWorld world = new ProxyWorld(Configuration.Transport.NIO, 1);
                Backend server = new Backend(WebServer.named("served"))) {
            Layer7 layer7 = Layer7.PASS_THROUGH.asTransparent();
            if (mode != null) {
                layer7 = new ServiceBuilder("web", port)
                        .http(mode)
                        .build()
                        .layer7()
                        .asTransparent();
            }
            world.apply(new ServiceBuilder("web", port)
                    .server("a", server.port())
                    .connectTimeout(Duration.ofSeconds(2))
                    .layer7(layer7)
                    .build());

            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                // Without HTTP the refusal is a reset, which may be there before anything is written.
                if (http) {
                    assertThat(answer(socket)).contains("503").doesNotContain("served");
                }
                Await.until("the refusal is counted", () -> world.load("web").endedFor(EndReason.CLIENT_ADDRESS) == 1);
            }

            assertThat(world.ends()).anySatisfy(end -> {
                assertThat(end.reason()).isEqualTo(EndReason.CLIENT_ADDRESS);
                assertThat(end.detail())
                        .isEqualTo("a transparent service cannot reach server 127.0.0.1 from 127.0.0.1, to which no"
                                + " router brings its answers back");
            });
            Await.until("its place is free", () -> world.load("web", "a").active() == 0);
        }
    }

    private static String answer(Socket socket) throws Exception {
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
}
