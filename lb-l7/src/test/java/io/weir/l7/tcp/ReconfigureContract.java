package io.weir.l7.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.control.ApplyException;
import io.weir.core.service.Configuration;
import io.weir.core.service.VirtualService;
import io.weir.l7.fixture.Await;
import io.weir.l7.fixture.Backend;
import io.weir.l7.fixture.ProxyWorld;
import io.weir.l7.fixture.ServiceBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a change of the configuration does to sockets and connections, whatever the transport under them. */
abstract class ReconfigureContract extends ProxyContract {
    ReconfigureContract(Configuration.Transport transport) {
        super(transport);
    }

    private static void talk(Socket socket) throws IOException {
        socket.getOutputStream().write(5);
        assertThat(socket.getInputStream().read()).isEqualTo(5);
    }

    @Test
    void connectionsOutliveTheRemovalOfTheirServerAndOfTheirService() throws Exception {
        try (Backend echo = new Backend(Backend.ECHO)) {
            world.apply(service().server("a", echo.port()).build());
            try (Socket socket = connect()) {
                talk(socket);
                world.apply(service().server("b", echo.port()).build());
                talk(socket);
                world.apply();
                talk(socket);
                assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
            }
            Await.until("over", () -> world.load("web").active() == 0);
            assertThat(world.load("web", "a").active()).isZero();
        }
    }

    @Test
    void reloadUnderLoadLosesNoConnection() throws Exception {
        try (Backend echo = new Backend(Backend.ECHO)) {
            VirtualService one = service().server("a", echo.port()).build();
            VirtualService two =
                    service().server("a", echo.port()).server("b", echo.port()).build();
            world.apply(one);
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger done = new AtomicInteger();
            AtomicInteger failed = new AtomicInteger();
            Thread client = Thread.ofVirtual().start(() -> {
                while (!stop.get()) {
                    try (Socket socket = connect()) {
                        talk(socket);
                        done.incrementAndGet();
                    } catch (IOException e) {
                        failed.incrementAndGet();
                    }
                }
            });
            for (int i = 0; i < 30; i++) {
                int reached = done.get();
                world.apply(i % 2 == 0 ? two : one);
                Await.until("more", () -> done.get() > reached + 1 || failed.get() > 0);
            }
            stop.set(true);
            client.join();
            assertThat(failed.get()).isZero();
        }
    }

    @Test
    void everyPortThatCannotBeHadIsNamedAndNothingChanges() throws Exception {
        try (Backend echo = new Backend(Backend.ECHO);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            VirtualService serving = service().server("a", echo.port()).build();
            world.apply(serving);
            int free = Backend.unusedPort();
            VirtualService good =
                    new ServiceBuilder("good", free).server("a", echo.port()).build();
            VirtualService inUse = new ServiceBuilder("bad", taken.getLocalPort()).build();
            VirtualService elsewhere =
                    new ServiceBuilder("far", free).address("192.0.2.77").build();
            assertThatThrownBy(() -> world.apply(good, inUse, elsewhere))
                    .isInstanceOfSatisfying(ApplyException.class, e -> {
                        assertThat(e.problems()).hasSize(2);
                        assertThat(e.problems().get(0))
                                .startsWith("service bad: port " + taken.getLocalPort() + " of 127.0.0.1 is in use")
                                .contains("ss -ltnp 'sport = :" + taken.getLocalPort() + "'");
                        assertThat(e.problems().get(1)).contains("192.0.2.77 is not on this host");
                    });
            try (Socket socket = connect()) {
                talk(socket);
            }
            assertThatThrownBy(() -> {
                        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), free)) {
                            talk(socket);
                        }
                    })
                    .isInstanceOf(IOException.class);
            world.apply(serving, good);
        }
    }

    @Test
    void rolledBackSocketsAreGivenBack() throws Exception {
        world.apply();
        var next = ProxyWorld.snapshot(service().build());
        world.proxy().stage(world.current(), next).rollback();
        try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
        }
    }

    @Test
    void portThatMovesToAnotherServiceKeepsItsSocket() throws Exception {
        try (Backend echo = new Backend(Backend.ECHO)) {
            world.apply(service().server("a", echo.port()).build());
            try (Socket socket = connect()) {
                talk(socket);
                world.apply(new ServiceBuilder("renamed", port)
                        .server("a", echo.port())
                        .build());
                talk(socket);
                try (Socket second = connect()) {
                    talk(second);
                }
            }
            assertThat(world.load("renamed").total()).isEqualTo(1);
        }
    }
}
