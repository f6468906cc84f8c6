package io.weir.l7.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import io.weir.core.persist.TextTable;
import io.weir.core.service.Configuration;
import io.weir.core.service.Health;
import io.weir.core.service.Persistence;
import io.weir.l7.fixture.Backend;
import io.weir.l7.fixture.ProxyWorld;
import io.weir.l7.fixture.ServiceBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RDP and TLS connections through the proxy, each kept on its server. */
@Timeout(60)
class FirstBytesTest {
    private static final String[] NAMES = {"a", "b", "c"};

    private final Map<String, Backend> backends = new HashMap<>();
    private ProxyWorld world;
    private int port;

    @BeforeEach
    void open() throws Exception {
        world = new ProxyWorld(Configuration.Transport.NIO, 2);
        port = Backend.unusedPort();
    }

    @AfterEach
    void close() throws Exception {
        world.close();
        for (Backend backend : backends.values()) {
            backend.close();
        }
    }

    private Persistence settings(Persistence.Type type, int size) {
        return new Persistence(type, Duration.ofMinutes(5), 32, 128, size, false);
    }

    private void serve(Persistence.Type type, Serving serving) throws Exception {
        for (int i = 0; i < NAMES.length; i++) {
            int number = i;
            backends.put(NAMES[i], new Backend(socket -> serving.hold(number, socket)));
        }
        world.persistWith("web", new TextTable(settings(type, 1000), System::nanoTime));
        apply(type, 1000);
    }

    private void apply(Persistence.Type type, int size) throws Exception {
        ServiceBuilder service = new ServiceBuilder("web", port).persistence(settings(type, size));
        for (String name : NAMES) {
            service.server(name, Objects.requireNonNull(backends.get(name)).port());
        }
        world.apply(service.build());
    }

    interface Serving {
        void hold(int number, Socket socket) throws IOException;
    }

    /** Says who it is, then sends back all it gets. */
    private static void introduceAndEcho(int number, Socket socket) throws IOException {
        socket.getOutputStream().write(number);
        Backend.ECHO.hold(socket);
    }

    /** Sends the parts, and answers who served once they have come back whole. */
    private String serverOf(byte[]... parts) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            for (byte[] part : parts) {
                socket.getOutputStream().write(part);
            }
            socket.shutdownOutput();
            int number = socket.getInputStream().read();
            byte[] back = socket.getInputStream().readAllBytes();
            assertThat(back).isEqualTo(Unpooled.wrappedBuffer(parts).copy().array());
            return NAMES[number];
        }
    }

    private static byte[] user(String name) {
        return RdpRequestTest.request("Cookie: mstshash=" + name + "\r\n");
    }

    @Test
    void rdpUsersStayAcrossFailureAndReload() throws Exception {
        serve(Persistence.Type.RDP_COOKIE, FirstBytesTest::introduceAndEcho);
        byte[] anna = user("anna");
        String first = serverOf(anna);
        for (int i = 0; i < 250; i++) {
            serverOf(user("u" + i), new byte[1000]);
            assertThat(serverOf(new byte[] {anna[0]}, java.util.Arrays.copyOfRange(anna, 1, anna.length)))
                    .isEqualTo(first);
        }
        apply(Persistence.Type.RDP_COOKIE, 2000);
        assertThat(serverOf(anna)).isEqualTo(first);
        world.set("web", first, Health.DOWN);
        String second = serverOf(anna);
        assertThat(second).isNotEqualTo(first);
        world.set("web", first, Health.UP);
        for (int i = 0; i < 10; i++) {
            assertThat(serverOf(anna)).isEqualTo(second);
        }
    }

    @Test
    void rdpTokenFindsItsServer() throws Exception {
        serve(Persistence.Type.RDP_TOKEN, FirstBytesTest::introduceAndEcho);
        for (String name : NAMES) {
            int to = Objects.requireNonNull(backends.get(name)).port();
            String token = "Cookie: msts=16777343." + Short.toUnsignedInt(Short.reverseBytes((short) to)) + ".0000\r\n";
            for (int i = 0; i < 10; i++) {
                assertThat(serverOf(RdpRequestTest.request(token))).isEqualTo(name);
            }
        }
    }

    @Test
    void whatIsNoRdpAndWhatEndsTooEarlyIsScheduled() throws Exception {
        serve(Persistence.Type.RDP_COOKIE, FirstBytesTest::introduceAndEcho);
        byte[] other = "GET / HTTP/1.0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(serverOf(other)).isNotEqualTo(serverOf(other));
        byte[] part = java.util.Arrays.copyOf(user("anna"), 20);
        assertThat(serverOf(part)).isNotEqualTo(serverOf(part));
    }

    @Test
    void clientThatWaitsForTheServerGetsOneAfterTheLimit() throws Exception {
        serve(Persistence.Type.RDP_COOKIE, FirstBytesTest::introduceAndEcho);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(15_000);
            assertThat(socket.getInputStream().read()).isBetween(0, 2);
            socket.getOutputStream().write(9);
            assertThat(socket.getInputStream().read()).isEqualTo(9);
        }
    }

    /** Resumes a session that it made, whose id begins with its number; makes one for any other. */
    private static void resumeOrBegin(int number, Socket socket) throws IOException {
        byte[] hello = socket.getInputStream().readNBytes(TlsSessionTest.hello(1, "00".repeat(32), "").length);
        AsciiString id = TlsSession.ofClient(Unpooled.wrappedBuffer(hello)).id();
        boolean own = id != null && id.startsWith("c0de0" + number);
        String session = own ? String.valueOf(id) : "c0de0" + number + "%058x".formatted(socket.getPort());
        socket.getOutputStream().write(TlsSessionTest.hello(2, session, "ff01000100"));
        socket.getInputStream().readAllBytes();
    }

    /** The session that the handshake ended with. */
    private String handshake(String id) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(TlsSessionTest.hello(1, id, ""));
            byte[] answer =
                    socket.getInputStream().readNBytes(TlsSessionTest.hello(2, "00".repeat(32), "ff01000100").length);
            return String.valueOf(
                    TlsSession.ofServer(Unpooled.wrappedBuffer(answer)).id());
        }
    }

    @Test
    void tlsSessionsAreResumedWhereTheyWereMade() throws Exception {
        serve(Persistence.Type.SSL_SESSION_ID, FirstBytesTest::resumeOrBegin);
        String unknown = "ff".repeat(32);
        for (int i = 0; i < 20; i++) {
            String session = handshake(unknown);
            assertThat(session).startsWith("c0de0");
            for (int resumed = 0; resumed < 10; resumed++) {
                assertThat(handshake(session)).isEqualTo(session);
            }
        }
    }
}
