package io.weir.core.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.health.CheckResult;
import io.weir.core.health.CheckTarget;
import io.weir.core.health.Probe;
import io.weir.core.net.IpAddress;
import io.weir.core.service.HealthCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

public class ConnectTest {
    private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");
    private final Probe probe = Probes.direct();

    @Test
    void listenerIsHealthy() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 5, LOOPBACK.toInetAddress())) {
            CheckResult result = probe.check(target(listener.getLocalPort(), null, Duration.ofSeconds(3)));
            assertThat(result.healthy()).isTrue();
            assertThat(result.reason()).hasToString("L4OK");
            assertThat(result.took()).isPositive();
        }
    }

    @Test
    void connectionEndsInOrder() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 5, LOOPBACK.toInetAddress())) {
            probe.check(target(listener.getLocalPort(), null, Duration.ofSeconds(3)));
            try (Socket accepted = listener.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void sourceAddressIsUsed() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 5, LOOPBACK.toInetAddress())) {
            probe.check(target(listener.getLocalPort(), IpAddress.of("127.0.0.77"), Duration.ofSeconds(3)));
            try (Socket accepted = listener.accept()) {
                assertThat(accepted.getInetAddress()).isEqualTo(InetAddress.getByName("127.0.0.77"));
            }
        }
    }

    @Test
    void sourceAddressThatIsNotOursIsNamed() {
        CheckResult result = probe.check(target(9, IpAddress.of("203.0.113.9"), Duration.ofSeconds(3)));
        assertThat(result.reason())
                .hasToString("L4CON cannot check from the source address 203.0.113.9: cannot assign requested address");
    }

    @Test
    void closedPortIsRefused() throws IOException {
        int port;
        try (ServerSocket listener = new ServerSocket(0, 5, LOOPBACK.toInetAddress())) {
            port = listener.getLocalPort();
        }
        CheckResult result = probe.check(target(port, null, Duration.ofSeconds(3)));
        assertThat(result.healthy()).isFalse();
        assertThat(result.reason()).hasToString("L4CON connection refused");
    }

    @Test
    void silentServerTimesOut() throws IOException {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 1, LOOPBACK.toInetAddress())) {
            fillBacklog(listener, fillers);
            CheckResult result = probe.check(target(listener.getLocalPort(), null, Duration.ofMillis(150)));
            assertThat(result.reason()).hasToString("L4TOUT no answer in 150 ms");
            assertThat(result.took()).isBetween(Duration.ofMillis(140), Duration.ofSeconds(2));
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void secondsAreToldAsSeconds() throws IOException {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 1, LOOPBACK.toInetAddress())) {
            fillBacklog(listener, fillers);
            CheckResult result = probe.check(target(listener.getLocalPort(), null, Duration.ofSeconds(1)));
            assertThat(result.reason()).hasToString("L4TOUT no answer in 1 s");
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    /** Linux drops the SYN of a connection for which the listener has no place. */
    public static void fillBacklog(ServerSocket listener, List<Socket> fillers) throws IOException {
        for (int i = 0; i < 10; i++) {
            Socket filler = new Socket();
            fillers.add(filler);
            try {
                filler.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 100);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        throw new AssertionError("the backlog of a listener takes more than 10 connections");
    }

    private static CheckTarget target(int port, @Nullable IpAddress source, Duration timeout) {
        return new CheckTarget(
                LOOPBACK,
                port,
                source,
                new HealthCheck(HealthCheck.Type.CONNECT, timeout.multipliedBy(2), timeout, 2, 2, 0));
    }
}
