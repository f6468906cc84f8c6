package io.weir.core.control;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import io.weir.core.service.Distribution;
import io.weir.core.service.Fallback;
import io.weir.core.service.Feedback;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Layer7;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A service with sensible defaults, of which a test says only what it is about. */
final class ServiceSample {
    private final String name;
    private boolean enabled = true;
    private Distribution distribution = Distribution.LOAD_BALANCED;
    private SchedulerKind scheduler = SchedulerKind.WLC;
    private Persistence persistence = persistence(Persistence.Type.NONE, false);
    private HealthCheck check =
            new HealthCheck(HealthCheck.Type.CONNECT, Duration.ofSeconds(4), Duration.ofSeconds(3), 2, 2, 0);
    private @Nullable Fallback fallback;
    private @Nullable IpAddress source;
    private Feedback feedback = Feedback.NONE;
    private final List<RealServer> servers = new ArrayList<>();

    private ServiceSample(String name) {
        this.name = name;
    }

    static ServiceSample service(String name) {
        return new ServiceSample(name);
    }

    ServiceSample disabled() {
        enabled = false;
        return this;
    }

    ServiceSample failover() {
        distribution = Distribution.FAILOVER;
        return this;
    }

    ServiceSample scheduler(SchedulerKind kind) {
        scheduler = kind;
        return this;
    }

    ServiceSample sticky() {
        persistence = persistence(Persistence.Type.SOURCE_IP, false);
        return this;
    }

    ServiceSample stickyClearedOnDrain() {
        persistence = persistence(Persistence.Type.SOURCE_IP, true);
        return this;
    }

    ServiceSample check(HealthCheck.Type type) {
        check = new HealthCheck(type, check.interval(), check.timeout(), check.fall(), check.rise(), check.port());
        return this;
    }

    ServiceSample interval(Duration interval) {
        check = new HealthCheck(check.type(), interval, interval, check.fall(), check.rise(), check.port());
        return this;
    }

    ServiceSample checkPort(int port) {
        check = new HealthCheck(check.type(), check.interval(), check.timeout(), check.fall(), check.rise(), port);
        return this;
    }

    ServiceSample fallback() {
        fallback = new Fallback(IpAddress.of("127.0.0.1"), 9081);
        return this;
    }

    ServiceSample source(String address) {
        source = IpAddress.of(address);
        return this;
    }

    ServiceSample server(String server) {
        return server(server, 100, false, AdminState.ONLINE);
    }

    ServiceSample backup(String server) {
        return server(server, 100, true, AdminState.ONLINE);
    }

    ServiceSample server(String server, int weight) {
        return server(server, weight, false, AdminState.ONLINE);
    }

    ServiceSample server(String server, AdminState adminState) {
        return server(server, 100, false, adminState);
    }

    ServiceSample server(String server, int weight, boolean backup, AdminState adminState) {
        return server(new RealServer(server, addressOf(server), 80, weight, backup, 0, adminState));
    }

    ServiceSample feedback(Feedback asked) {
        feedback = asked;
        return this;
    }

    ServiceSample server(RealServer server) {
        servers.add(server);
        return this;
    }

    /** One address for each name, so that a name means the same server in every configuration. */
    static IpAddress addressOf(String server) {
        return IpAddress.v4(0x7f010000 | (server.hashCode() & 0xffff));
    }

    VirtualService build() {
        return new VirtualService(
                name,
                enabled,
                Mode.L7_SNAT,
                IpAddress.of("127.0.0.1"),
                PortSet.of(8080),
                Protocol.TCP,
                null,
                distribution,
                scheduler,
                persistence,
                check,
                new Timeouts(
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(43),
                        Duration.ofSeconds(45),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30)),
                40_000,
                fallback,
                new ProxyProtocol(false, ProxyProtocol.Send.NONE),
                source,
                Layer7.PASS_THROUGH,
                servers,
                feedback);
    }

    static Configuration configuration(ServiceSample... services) {
        Configuration empty = Snapshot.empty().configuration();
        return new Configuration(
                empty.node(),
                empty.l4(),
                empty.l7(),
                empty.admin(),
                empty.fallbackPage(),
                Stream.of(services).map(ServiceSample::build).toList(),
                empty.alerts());
    }

    private static Persistence persistence(Persistence.Type type, boolean clearOnDrain) {
        return new Persistence(type, Duration.ofMinutes(30), 32, 128, 1000, clearOnDrain);
    }
}
