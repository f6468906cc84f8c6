package io.weir.l7.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.net.IpAddress;
import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import io.weir.core.service.EndReason;
import io.weir.core.service.Health;
import io.weir.core.service.ProxyProtocol;
import io.weir.l7.fixture.Await;
import io.weir.l7.fixture.Backend;
import io.weir.l7.fixture.ServiceBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** How a relay finds a server, whatever the transport under it. */
abstract class DispatchContract extends ProxyContract {
    DispatchContract(Configuration.Transport transport) {
        super(transport);
    }

    /** Says who it is, then echoes. */
    private static Backend named(int name) throws IOException {
        return new Backend(socket -> {
            socket.getOutputStream().write(name);
            Backend.ECHO.hold(socket);
        });
    }

    private static int nameOf(Socket socket) throws IOException {
        return socket.getInputStream().read();
    }

    @Test
    void serverThatRefusesIsPassedOver() throws Exception {
        try (Backend alive = named(7)) {
            world.apply(service()
                    .server("dead1", Backend.unusedPort())
                    .server("alive", alive.port())
                    .server("dead2", Backend.unusedPort())
                    .build());
            for (int i = 0; i < 6; i++) {
                try (Socket socket = connect()) {
                    assertThat(nameOf(socket)).isEqualTo(7);
                }
            }
            Await.until("all over", () -> world.load("web").active() == 0);
            assertThat(world.load("web", "dead1").active()).isZero();
            assertThat(world.load("web", "dead1").total()).isZero();
            assertThat(world.load("web", "alive").total()).isEqualTo(6);
        }
    }

    @Test
    void fallbackTakesOverWhenEveryServerRefuses() throws Exception {
        try (Backend fallback = named(9)) {
            world.apply(service()
                    .server("dead1", Backend.unusedPort())
                    .server("dead2", Backend.unusedPort())
                    .fallback(fallback.port())
                    .build());
            try (Socket socket = connect()) {
                assertThat(nameOf(socket)).isEqualTo(9);
                assertThat(world.proxy().connections(5))
                        .singleElement()
                        .satisfies(info -> assertThat(info.server()).isEqualTo("fallback"));
            }
        }
    }

    @Test
    void fallbackTakesOverWhenNoServerIsUp() throws Exception {
        try (Backend server = named(7);
                Backend fallback = named(9)) {
            world.apply(service()
                    .server("a", server.port())
                    .fallback(fallback.port())
                    .build());
            world.set("web", "a", Health.DOWN);
            try (Socket socket = connect()) {
                assertThat(nameOf(socket)).isEqualTo(9);
            }
            world.set("web", "a", Health.UP);
            try (Socket socket = connect()) {
                assertThat(nameOf(socket)).isEqualTo(7);
            }
        }
    }

    @Test
    void withoutFallbackTheClientIsResetAndTheLogSaysWhy() throws Exception {
        int dead = Backend.unusedPort();
        world.apply(service().server("a", dead).build());
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> assertThat(nameOf(socket)).isZero()).isInstanceOf(IOException.class);
        }
        assertThat(end(EndReason.CONNECT_FAILED).detail()).isEqualTo("a/127.0.0.1:" + dead + ": connection refused");
        world.set("web", "a", AdminState.HALTED);
        try (Socket socket = connect()) {
            assertThatThrownBy(() -> assertThat(nameOf(socket)).isZero()).isInstanceOf(IOException.class);
        }
        end(EndReason.NO_SERVER);
    }

    @Test
    void atMostThreeServersAreTried() throws Exception {
        try (Backend fallback = named(9)) {
            ServiceBuilder builder = service().fallback(fallback.port());
            for (int i = 0; i < 5; i++) {
                builder.server("dead" + i, Backend.unusedPort());
            }
            world.apply(builder.build());
            try (Socket socket = connect()) {
                assertThatThrownBy(() -> assertThat(nameOf(socket)).isZero()).isInstanceOf(IOException.class);
            }
            end(EndReason.CONNECT_FAILED);
            assertThat(fallback.accepted()).isZero();
        }
    }

    @Test
    void serverThatDoesNotAnswerIsLeftForTheNext() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Backend alive = named(7)) {
            List<Socket> fillers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                fillers.add(new Socket(InetAddress.getLoopbackAddress(), deaf.getLocalPort()));
            }
            world.apply(service()
                    .server("deaf", deaf.getLocalPort())
                    .server("alive", alive.port())
                    .connectTimeout(Duration.ofMillis(300))
                    .build());
            for (int i = 0; i < 2; i++) {
                try (Socket socket = connect()) {
                    assertThat(nameOf(socket)).isEqualTo(7);
                }
            }
            assertThat(world.load("web", "deaf").active()).isZero();
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void connectionsWaitForAPlaceInTheOrderTheyCame() throws Exception {
        try (Backend server = named(7)) {
            world.apply(service().server("a", server.port(), 1).build());
            Socket holder = connect();
            assertThat(nameOf(holder)).isEqualTo(7);
            List<Socket> waiting = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                waiting.add(connect());
                int queued = i;
                Await.until("in the queue", () -> world.load("web").queued() == queued);
            }
            assertThat(server.accepted()).isEqualTo(1);
            for (Socket next : waiting) {
                holder.close();
                assertThat(nameOf(next)).isEqualTo(7);
                assertThat(world.load("web", "a").active()).isEqualTo(1);
                holder = next;
            }
            assertThat(world.load("web").queued()).isZero();
            holder.close();
        }
    }

    @Test
    void waitThatIsTooLongEnds() throws Exception {
        try (Backend server = named(7)) {
            world.apply(service()
                    .server("a", server.port(), 1)
                    .queueTimeout(Duration.ofMillis(300))
                    .build());
            try (Socket holder = connect()) {
                assertThat(nameOf(holder)).isEqualTo(7);
                try (Socket second = connect()) {
                    assertThatThrownBy(() -> assertThat(nameOf(second)).isZero())
                            .isInstanceOf(IOException.class);
                }
                end(EndReason.QUEUE_TIMEOUT);
                assertThat(world.load("web").queued()).isZero();
            }
        }
    }

    @Test
    void clientThatGoesAwayLeavesTheQueue() throws Exception {
        // NIO sees a reset only when it reads: there the one who went away leaves at the queue timeout.
        boolean atOnce = world.proxy().eventLoops().transport().seesResetWithoutReading();
        try (Backend server = named(7)) {
            world.apply(service()
                    .server("a", server.port(), 1)
                    .queueTimeout(Duration.ofSeconds(atOnce ? 30 : 1))
                    .build());
            try (Socket holder = connect()) {
                assertThat(nameOf(holder)).isEqualTo(7);
                Socket second = connect();
                Await.until("one waits", () -> world.load("web").queued() == 1);
                second.setSoLinger(true, 0);
                second.close();
                Await.until("nobody waits", () -> world.load("web").queued() == 0);
                end(atOnce ? EndReason.CLIENT_RESET : EndReason.QUEUE_TIMEOUT);
            }
        }
    }

    @Test
    void serverThatComesUpTakesThoseWhoWait() throws Exception {
        try (Backend first = named(1);
                Backend second = named(2)) {
            world.apply(service()
                    .server("a", first.port(), 1)
                    .server("b", second.port())
                    .build());
            world.set("web", "b", Health.DOWN);
            try (Socket holder = connect()) {
                assertThat(nameOf(holder)).isEqualTo(1);
                try (Socket waiting = connect()) {
                    Await.until("one waits", () -> world.load("web").queued() == 1);
                    world.set("web", "b", Health.UP);
                    assertThat(nameOf(waiting)).isEqualTo(2);
                }
            }
        }
    }

    @Test
    void manyWaitersAllGetAPlaceAndTheLimitHolds() throws Exception {
        try (Backend server = named(7)) {
            world.apply(service().server("a", server.port(), 3).build());
            List<Thread> clients = new ArrayList<>();
            List<Throwable> failures = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                clients.add(Thread.ofVirtual().start(() -> {
                    try (Socket socket = connect()) {
                        assertThat(nameOf(socket)).isEqualTo(7);
                        assertThat(world.load("web", "a").active()).isLessThanOrEqualTo(3);
                    } catch (IOException | AssertionError e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                }));
            }
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failures).isEmpty();
            Await.until("all over", () -> world.load("web").active() == 0);
            assertThat(world.load("web", "a").active()).isZero();
            assertThat(world.load("web").queued()).isZero();
        }
    }

    @Test
    void serviceAtItsLimitAcceptsAgainWhenOneEnds() throws Exception {
        try (Backend server = named(7)) {
            world.apply(service().server("a", server.port()).maxConnections(2).build());
            Socket first = connect();
            Socket second = connect();
            assertThat(nameOf(first) + nameOf(second)).isEqualTo(14);
            try (Socket third = connect()) {
                third.setSoTimeout(300);
                assertThatThrownBy(() -> assertThat(nameOf(third)).isZero()).isInstanceOf(IOException.class);
                assertThat(world.load("web").active()).isEqualTo(2);
                third.setSoTimeout(5000);
                first.close();
                assertThat(nameOf(third)).isEqualTo(7);
            }
            second.close();
        }
    }

    @Test
    void clientsThatAreGoneBeforeTheyAreAcceptedHoldUpNobody() throws Exception {
        try (Backend server = named(7)) {
            world.apply(service().server("a", server.port()).maxConnections(1).build());
            try (Socket first = connect()) {
                assertThat(nameOf(first)).isEqualTo(7);
                for (int i = 0; i < 3; i++) {
                    Socket gone = connect();
                    gone.setSoLinger(true, 0);
                    gone.close();
                }
            }
            try (Socket next = connect()) {
                assertThat(nameOf(next)).isEqualTo(7);
            }
            Await.until("nothing left", () -> world.load("web").active() == 0);
            assertThat(world.load("web").endedFor(EndReason.CLIENT_RESET)).isEqualTo(3);
            assertThat(world.load("web").endedFor(EndReason.INTERNAL)).isZero();
        }
    }

    @Test
    void proxyHeaderNamesTheClientAndIsPassedOn() throws Exception {
        try (Backend echo = new Backend(Backend.ECHO)) {
            world.apply(service()
                    .server("a", echo.port())
                    .proxyProtocol(true, ProxyProtocol.Send.V1)
                    .build());
            String header = "PROXY TCP4 192.0.2.1 198.51.100.7 4711 443\r\n";
            for (int split = 1; split < header.length(); split += 7) {
                try (Socket socket = connect()) {
                    socket.setTcpNoDelay(true);
                    byte[] bytes = (header + "payload").getBytes(StandardCharsets.US_ASCII);
                    socket.getOutputStream().write(bytes, 0, split);
                    Await.pass(Duration.ofMillis(5));
                    socket.getOutputStream().write(bytes, split, bytes.length - split);
                    byte[] back = socket.getInputStream().readNBytes(bytes.length);
                    assertThat(new String(back, StandardCharsets.US_ASCII)).isEqualTo(header + "payload");
                    assertThat(world.proxy().connections(100))
                            .anySatisfy(info -> assertThat(info.client()).isEqualTo("192.0.2.1:4711"));
                }
            }
        }
    }

    @Test
    void connectionWithoutTheRequiredHeaderIsReset() throws Exception {
        try (Backend echo = new Backend(Backend.ECHO)) {
            world.apply(service()
                    .server("a", echo.port())
                    .proxyProtocol(true, ProxyProtocol.Send.NONE)
                    .build());
            try (Socket socket = connect()) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThatThrownBy(() -> assertThat(nameOf(socket)).isZero()).isInstanceOf(IOException.class);
            }
            assertThat(end(EndReason.BAD_PROXY_HEADER).detail()).isEqualTo("the connection begins with byte 0x47");
            assertThat(echo.accepted()).isZero();
        }
    }

    @Test
    void headerThatDoesNotComeIsNotAwaitedForEver() throws Exception {
        try (Backend echo = new Backend(Backend.ECHO)) {
            world.apply(service()
                    .server("a", echo.port())
                    .clientTimeout(Duration.ofMillis(300))
                    .proxyProtocol(true, ProxyProtocol.Send.NONE)
                    .build());
            try (Socket socket = connect()) {
                socket.getOutputStream().write("PROXY ".getBytes(StandardCharsets.US_ASCII));
                assertThatThrownBy(() -> assertThat(nameOf(socket)).isZero()).isInstanceOf(IOException.class);
            }
            end(EndReason.BAD_PROXY_HEADER);
        }
    }

    @Test
    void serverIsReachedFromTheSourceAddress() throws Exception {
        try (Backend teller = new Backend(
                socket -> socket.getOutputStream().write(socket.getInetAddress().getAddress()))) {
            world.apply(service()
                    .server("a", teller.port())
                    .sourceAddress("127.0.0.3")
                    .build());
            try (Socket socket = connect()) {
                assertThat(IpAddress.ofBytes(socket.getInputStream().readAllBytes()))
                        .isEqualTo(IpAddress.of("127.0.0.3"));
            }
        }
    }

    @Test
    void ipv6ClientsReachIpv4ServersAndTheOtherWayRound() throws Exception {
        try (Backend four = named(4);
                Backend six = openOnIpv6()) {
            world.apply(
                    service().address("::1").server("a", four.port()).build(),
                    new ServiceBuilder("six", port)
                            .server("b", "::1", six.port(), 0)
                            .build());
            try (Socket socket = new Socket(IpAddress.of("::1").toInetAddress(), port)) {
                assertThat(nameOf(socket)).isEqualTo(4);
                assertThat(world.proxy().connections(5))
                        .anySatisfy(info -> assertThat(info.client()).startsWith("[::1]:"));
            }
            try (Socket socket = connect()) {
                assertThat(nameOf(socket)).isEqualTo(6);
            }
        }
    }

    private static Backend openOnIpv6() {
        try {
            return new Backend("::1", socket -> socket.getOutputStream().write(6));
        } catch (IOException e) {
            return Assumptions.abort("this machine has no ::1: " + e.getMessage());
        }
    }
}
