package io.weir.arp.vip;

import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.ServiceState;
import io.weir.core.control.Snapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.schedule.Scheduler;
import io.weir.core.service.Configuration;
import io.weir.core.service.Distribution;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Mode;
import io.weir.core.service.Persistence;
import io.weir.core.service.Protocol;
import io.weir.core.service.ProxyProtocol;
import io.weir.core.service.SchedulerKind;
import io.weir.core.service.ServiceLoad;
import io.weir.core.service.Timeouts;
import io.weir.core.service.VirtualService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Snapshots of which only names, addresses and interfaces matter. */
final class Snapshots {
    static final Snapshot EMPTY = of();

    private Snapshots() {}

    static VirtualService service(String name, String address, @Nullable String interfaceName) {
        return service(name, address, interfaceName, true, Mode.L7_SNAT);
    }

    static VirtualService service(
            String name, String address, @Nullable String interfaceName, boolean enabled, Mode mode) {
        Duration second = Duration.ofSeconds(1);
        return new VirtualService(
                name,
                enabled,
                mode,
                IpAddress.of(address),
                PortSet.of(80),
                Protocol.TCP,
                interfaceName,
                Distribution.LOAD_BALANCED,
                SchedulerKind.RR,
                new Persistence(Persistence.Type.NONE, second, 32, 128, 1, false),
                new HealthCheck(HealthCheck.Type.ON, second, second, 1, 1, 80),
                new Timeouts(second, second, second, second, second, second),
                1,
                null,
                new ProxyProtocol(false, ProxyProtocol.Send.NONE),
                null,
                List.of());
    }

    static Snapshot of(VirtualService... services) {
        Configuration configuration = new Configuration(
                new Configuration.Node("test", Path.of("/nonexistent")),
                Configuration.L4.automatic(),
                new Configuration.L7(Configuration.Transport.AUTO, 0),
                new Configuration.Admin(Path.of("/nonexistent")),
                new Configuration.FallbackPage(false, IpAddress.of("127.0.0.1"), 9081, null),
                List.of(services),
                null);
        List<ServiceSnapshot> snapshots = Arrays.stream(services)
                .map(service -> new ServiceSnapshot(
                        service,
                        ServiceState.UP,
                        List.of(),
                        List.of(),
                        (client, destination, filter) -> Scheduler.NONE,
                        null,
                        new ServiceLoad()))
                .toList();
        return new Snapshot(1, 1, configuration, snapshots);
    }
}
