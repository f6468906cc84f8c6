package io.weir.l7.tcp;

import io.weir.core.service.Configuration;
import io.weir.core.service.EndReason;
import io.weir.l7.fixture.Await;
import io.weir.l7.fixture.Backend;
import io.weir.l7.fixture.ProxyWorld;
import io.weir.l7.fixture.ServiceBuilder;
import io.weir.l7.log.ConnectionEnd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A proxy on one transport with a free port to serve on. */
@Timeout(60)
abstract class ProxyContract {
    private final Configuration.Transport transport;
    ProxyWorld world;
    int port;

    ProxyContract(Configuration.Transport transport) {
        this.transport = transport;
    }

    @BeforeEach
    void open() throws Exception {
        world = new ProxyWorld(transport, 2);
        port = Backend.unusedPort();
    }

    @AfterEach
    void close() {
        world.close();
    }

    ServiceBuilder service() {
        return new ServiceBuilder("web", port);
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(5_000);
        return socket;
    }

    ConnectionEnd end(Predicate<ConnectionEnd> which) {
        Await.until("an end in the log", () -> world.ends().stream().anyMatch(which));
        return world.ends().stream().filter(which).findFirst().orElseThrow();
    }

    ConnectionEnd end(EndReason reason) {
        return end(end -> end.reason() == reason);
    }
}
