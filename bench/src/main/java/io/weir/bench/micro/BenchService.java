package io.weir.bench.micro;

import io.weir.core.config.ConfigurationFile;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.ServiceState;
import io.weir.core.net.IpAddress;
import io.weir.core.schedule.Candidate;
import io.weir.core.schedule.Schedulers;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.service.RealServer;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import io.weir.core.service.VirtualService;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.SourcePool;
import io.weir.l4.view.AddressMap;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ServerMap;
import io.weir.l4.view.ViewLink;
import io.weir.l4.view.ViewServer;
import io.weir.l4.view.ViewService;
import io.weir.l4.view.Vip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One layer 4 service with four servers behind another link than its clients, as workers see it. */
final class BenchService {
    static final int CLIENT_LINK = 0;
    static final int SERVER_LINK = 1;
    static final IpAddress VIP = IpAddress.of("192.0.2.1");
    static final int PORT = 80;
    static final int SERVERS = 4;
    static final long SERVER_MAC = 0x0200_0000_5000L;

    private static final int FIRST_SERVER = 11;
    private static final IpAddress SOURCE = IpAddress.of("198.51.100.2");

    private BenchService() {}

    /** The number of the server with this address, from 0. */
    static int number(int address) {
        return (address & 0xff) - FIRST_SERVER;
    }

    /**
     * The view with this service alone.
     *
     * @param mode {@code DR}, {@code NAT} or {@code SNAT}
     */
    static L4View view(String mode, List<ViewLink> links) {
        int flowMode = switch (mode) {
            case "DR" -> FlowMode.DR;
            case "NAT" -> FlowMode.NAT;
            case "SNAT" -> FlowMode.SNAT;
            default -> throw new IllegalArgumentException(mode);
        };
        VirtualService definition = definition(mode);
        ServiceLoad load = new ServiceLoad();
        SourcePool sources = SourcePool.of(List.of(SOURCE), port -> port > 1024, 0, 1);
        List<ServerSnapshot> snapshots = new ArrayList<>();
        List<Candidate> candidates = new ArrayList<>();
        List<ViewServer> servers = new ArrayList<>();
        Map<IpAddress, Boolean> behind = new HashMap<>();
        for (RealServer server : definition.realServers()) {
            int id = snapshots.size() + 1;
            ServerLoad serverLoad = new ServerLoad();
            snapshots.add(new ServerSnapshot(
                    id, server, server.weight(), Health.UP, AdminState.ONLINE, null, Instant.EPOCH, serverLoad));
            candidates.add(new Candidate(id, server.name(), server.weight(), 0, serverLoad));
            behind.put(server.address(), true);
            servers.add(new ViewServer(
                    id,
                    definition.name(),
                    server.name(),
                    flowMode,
                    server.address().high(),
                    server.address().low(),
                    false,
                    0,
                    0,
                    false,
                    true,
                    SERVER_LINK,
                    () -> SERVER_MAC,
                    flowMode == FlowMode.SNAT ? List.of(sources) : List.of(),
                    serverLoad,
                    load));
        }
        ServiceSnapshot snapshot = new ServiceSnapshot(
                definition,
                ServiceState.UP,
                snapshots,
                snapshots,
                Schedulers.create(definition.scheduler(), candidates, load),
                null,
                load);
        ViewService service = new ViewService(snapshot, flowMode, definition.maxConnections(), null);
        return new L4View(
                1,
                links,
                new AddressMap<>(Map.of(VIP, new Vip(VIP, CLIENT_LINK, List.of(service)))),
                new AddressMap<>(behind),
                new AddressMap<>(flowMode == FlowMode.SNAT ? Map.of(SOURCE, true) : Map.of()),
                new ServerMap(servers),
                false);
    }

    private static VirtualService definition(String mode) {
        StringBuilder servers = new StringBuilder();
        for (int i = 0; i < SERVERS; i++) {
            servers.append("      - { name: s%d, address: 198.51.100.%d }\n".formatted(i, FIRST_SERVER + i));
        }
        String text = """
                virtual-services:
                  - name: bench
                    mode: l4-%s
                    address: %s
                    ports: %d
                    scheduler: rr
                    max-connections: 1000000
                    real-servers:
                %s""".formatted(mode.toLowerCase(Locale.ROOT), VIP, PORT, servers);
        try {
            return ConfigurationFile.parse("bench.yaml", text).virtualServices().getFirst();
        } catch (InvalidConfiguration e) {
            throw new IllegalStateException(e);
        }
    }
}
