package io.weir.l7.tcp;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.AdminState;
import io.weir.core.service.Distribution;
import io.weir.core.service.Fallback;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Mode;
import io.weir.core.service.Persistence;
import io.weir.core.service.Protocol;
import io.weir.core.service.ProxyProtocol;
import io.weir.core.service.RealServer;
import io.weir.core.service.SchedulerKind;
import io.weir.core.service.Timeouts;
import io.weir.core.service.VirtualService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service on loopback with defaults that suit tests. */
final class ServiceBuilder {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final String name;
    private final int port;
    private IpAddress address = IpAddress.of("127.0.0.1");
    private final List<RealServer> servers = new ArrayList<>();
    private Duration connect = Duration.ofSeconds(2);
    private Duration client = LONG;
    private Duration server = LONG;
    private Duration clientFin = LONG;
    private Duration serverFin = LONG;
    private Duration queue = LONG;
    private int maxConnections = 40_000;
    private @Nullable Fallback fallback;
    private ProxyProtocol proxyProtocol = new ProxyProtocol(false, ProxyProtocol.Send.NONE);
    private @Nullable IpAddress source;

    ServiceBuilder(String name, int port) {
        this.name = name;
        this.port = port;
    }

    ServiceBuilder address(String literal) {
        address = IpAddress.of(literal);
        return this;
    }

    ServiceBuilder server(String serverName, int serverPort) {
        return server(serverName, serverPort, 0);
    }

    ServiceBuilder server(String serverName, int serverPort, int limit) {
        return server(serverName, "127.0.0.1", serverPort, limit);
    }

    ServiceBuilder server(String serverName, String literal, int serverPort, int limit) {
        servers.add(
                new RealServer(serverName, IpAddress.of(literal), serverPort, 100, false, limit, AdminState.ONLINE));
        return this;
    }

    ServiceBuilder connectTimeout(Duration timeout) {
        connect = timeout;
        return this;
    }

    ServiceBuilder clientTimeout(Duration timeout) {
        client = timeout;
        return this;
    }

    ServiceBuilder serverTimeout(Duration timeout) {
        server = timeout;
        return this;
    }

    ServiceBuilder finTimeouts(Duration timeout) {
        clientFin = timeout;
        serverFin = timeout;
        return this;
    }

    ServiceBuilder queueTimeout(Duration timeout) {
        queue = timeout;
        return this;
    }

    ServiceBuilder maxConnections(int limit) {
        maxConnections = limit;
        return this;
    }

    ServiceBuilder fallback(int fallbackPort) {
        fallback = new Fallback(IpAddress.of("127.0.0.1"), fallbackPort);
        return this;
    }

    ServiceBuilder proxyProtocol(boolean accept, ProxyProtocol.Send send) {
        proxyProtocol = new ProxyProtocol(accept, send);
        return this;
    }

    ServiceBuilder sourceAddress(String literal) {
        source = IpAddress.of(literal);
        return this;
    }

    VirtualService build() {
        return new VirtualService(
                name,
                true,
                Mode.L7_SNAT,
                address,
                PortSet.of(port),
                Protocol.TCP,
                null,
                Distribution.LOAD_BALANCED,
                SchedulerKind.RR,
                new Persistence(Persistence.Type.NONE, LONG, 32, 128, 1000, false),
                new HealthCheck(HealthCheck.Type.ON, LONG, LONG, 1, 1, 0),
                new Timeouts(connect, client, server, clientFin, serverFin, queue),
                maxConnections,
                fallback,
                proxyProtocol,
                source,
                servers);
    }
}
