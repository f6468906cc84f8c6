package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.ServiceState;
import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.persist.AddressTable;
import io.weir.core.persist.SourceTable;
import io.weir.core.schedule.Candidate;
import io.weir.core.schedule.Schedulers;
import io.weir.core.service.AdminState;
import io.weir.core.service.Distribution;
import io.weir.core.service.Health;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Mode;
import io.weir.core.service.Persistence;
import io.weir.core.service.Protocol;
import io.weir.core.service.ProxyProtocol;
import io.weir.core.service.RealServer;
import io.weir.core.service.SchedulerKind;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import io.weir.core.service.Timeouts;
import io.weir.core.service.VirtualService;
import io.weir.kernel.io.FrameBatch;
import io.weir.kernel.io.MemoryPacketIo;
import io.weir.kernel.sys.ErrnoException;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.flow.SourcePool;
import io.weir.l4.view.AddressMap;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ServerMap;
import io.weir.l4.view.ViewLink;
import io.weir.l4.view.ViewServer;
import io.weir.l4.view.ViewService;
import io.weir.l4.view.Vip;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A packet path between a client's link, number 0, and the servers' link, number 1, without a kernel. */
final class PathLab implements AutoCloseable {
    static final long CLIENT_MAC = 0x02aa_0000_0007L;
    static final long SERVER_MAC = 0x02bb_0000_0005L;
    /** As {@link MemoryPacketIo#of} has them. */
    static final long OUR_MAC = 0x0200_0000_0001L;

    static final long OUR_SERVER_SIDE_MAC = 0x0200_0000_0002L;
    static final int VIP_PORT = 80;
    static final int CLIENT_PORT = 40_000;

    /** A server as it is now; changed by tests, in force with {@link #apply}. */
    static final class Server {
        final int id;
        final IpAddress address;
        final ServerLoad load = new ServerLoad();
        Health health = Health.UP;
        AdminState state = AdminState.ONLINE;
        int maxConnections;
        boolean removed;
        boolean gone;
        long mac = SERVER_MAC;

        Server(int id, IpAddress address) {
            this.id = id;
            this.address = address;
        }
    }

    final boolean v6;
    final int mode;
    final IpAddress vip;
    final IpAddress client;
    final IpAddress ours;
    final MemoryPacketIo io;
    final ServiceLoad load = new ServiceLoad();
    final List<Server> servers = new ArrayList<>();
    final Pipeline pipeline;
    final FrameBatch batch = new FrameBatch();
    SchedulerKind scheduler = SchedulerKind.RR;
    PortSet ports = PortSet.of(VIP_PORT);
    int maxConnections = 1_000_000;
    int serverMtu = 1500;
    int sourcePorts = 64_000;
    boolean sticky;
    boolean withFallback;
    final Server fallback;
    L4View view;
    /** In the negative half: tick 0 means nothing. */
    int now = -1000;

    private final int workers;
    private final AddressTable table = new SourceTable(persistence(), () -> 0);
    private final Map<Integer, ViewServer> viewServers = new HashMap<>();

    PathLab(boolean v6, int mode, int servers) {
        this(v6, mode, servers, 1024, 0, Handover.among(1, PathLab::memory), 1);
    }

    PathLab(boolean v6, int mode, int servers, int flows, int worker, List<Handover> handovers, int workers) {
        this.v6 = v6;
        this.mode = mode;
        this.workers = workers;
        vip = address("192.0.2.10", "2001:db8:2::10");
        client = address("198.51.100.7", "2001:db8:1::7");
        ours = address("192.0.2.200", "2001:db8:2::200");
        fallback = new Server(99, address("10.0.0.99", "fd00::99"));
        for (int i = 0; i < servers; i++) {
            this.servers.add(new Server(i + 1, address("10.0.0." + (5 + i), "fd00::" + (5 + i))));
        }
        try {
            io = MemoryPacketIo.of(2);
        } catch (ErrnoException e) {
            throw new IllegalStateException(e);
        }
        view = compile();
        pipeline = new Pipeline(
                new PathSettings(worker, workers, flows, PathLab::memory), io, view, handovers.get(worker));
        pipeline.moment(view, now);
    }

    static java.lang.foreign.MemorySegment memory(long bytes) {
        return Arena.ofAuto().allocate(bytes, 64);
    }

    IpAddress address(String four, String six) {
        return IpAddress.of(v6 ? six : four);
    }

    private Persistence persistence() {
        return new Persistence(
                sticky ? Persistence.Type.SOURCE_IP : Persistence.Type.NONE, Duration.ofHours(1), 32, 128, 1000, false);
    }

    /** What was changed is in force. */
    PathLab apply() {
        view = compile();
        pipeline.moment(view, now);
        return this;
    }

    private L4View compile() {
        List<ServerSnapshot> all = new ArrayList<>();
        List<ServerSnapshot> candidates = new ArrayList<>();
        for (Server server : servers) {
            ServerSnapshot snapshot = new ServerSnapshot(
                    server.id, real(server), 100, server.health, server.state, null, Instant.EPOCH, server.load);
            if (!server.removed) {
                all.add(snapshot);
                if (snapshot.takesNewClients()) {
                    candidates.add(snapshot);
                }
            }
            viewServers.put(server.id, viewServer(server));
            if (server.gone) {
                viewServers.remove(server.id);
            }
        }
        ViewServer spare = viewServer(fallback);
        viewServers.put(fallback.id, spare);
        List<Candidate> forScheduler = candidates.stream()
                .map(one -> new Candidate(
                        one.id(), one.name(), one.weight(), one.definition().maxConnections(), one.load()))
                .toList();
        ServiceSnapshot snapshot = new ServiceSnapshot(
                definition(all),
                ServiceState.UP,
                all,
                candidates,
                Schedulers.create(scheduler, forScheduler, load),
                sticky ? table : null,
                load);
        ViewService service = new ViewService(snapshot, mode, maxConnections, withFallback ? spare : null);
        Map<IpAddress, Boolean> behind = new HashMap<>();
        servers.forEach(server -> behind.put(server.address, true));
        IpAddress there = address("10.0.0.1", "fd00::1");
        return new L4View(
                1,
                List.of(link(0, OUR_MAC, 1500, here()), link(1, OUR_SERVER_SIDE_MAC, serverMtu, there)),
                new AddressMap<>(vips(service)),
                new AddressMap<>(behind),
                new AddressMap<>(mode == FlowMode.SNAT ? Map.of(ours, true) : Map.of()),
                new ServerMap(viewServers.values()),
                servers.stream().anyMatch(server -> server.state == AdminState.HALTED));
    }

    /** Our address on the clients' link. */
    IpAddress here() {
        return address("203.0.113.1", "2001:db8:9::1");
    }

    /** As addresses of l4.snat-addresses that no interface has, ours is answered for, too. */
    private Map<IpAddress, Vip> vips(ViewService service) {
        Map<IpAddress, Vip> vips = new HashMap<>(Map.of(vip, new Vip(vip, 0, List.of(service))));
        if (mode == FlowMode.SNAT) {
            vips.put(ours, new Vip(ours, 1, List.of()));
        }
        return vips;
    }

    private static ViewLink link(int number, long mac, int mtu, IpAddress own) {
        return new ViewLink(number, number + 1, "m" + number, mac, mtu, own.v6() ? null : own, own.v6() ? own : null);
    }

    private static RealServer real(Server server) {
        return new RealServer("s" + server.id, server.address, 0, 100, false, server.maxConnections, AdminState.ONLINE);
    }

    int serverPort() {
        return mode == FlowMode.DR ? VIP_PORT : 8080;
    }

    private ViewServer viewServer(Server server) {
        List<SourcePool> sources = new ArrayList<>();
        for (int i = 0; i < workers && mode == FlowMode.SNAT; i++) {
            sources.add(SourcePool.of(List.of(ours), port -> port >= 1024 && port < 1024 + sourcePorts, i, workers));
        }
        return new ViewServer(
                server.id,
                "web",
                "s" + server.id,
                mode,
                server.address.high(),
                server.address.low(),
                v6,
                serverPort(),
                server.maxConnections,
                server.state == AdminState.HALTED,
                server.health.serves() && server.state != AdminState.HALTED,
                1,
                () -> server.mac,
                sources,
                server.load,
                load);
    }

    private VirtualService definition(List<ServerSnapshot> all) {
        Duration any = Duration.ofSeconds(4);
        return new VirtualService(
                "web",
                true,
                Mode.L4_NAT,
                vip,
                ports,
                Protocol.TCP_UDP,
                null,
                Distribution.LOAD_BALANCED,
                scheduler,
                persistence(),
                new HealthCheck(HealthCheck.Type.OFF, any, any, 2, 2, 0),
                new Timeouts(any, any, any, any, any, any),
                maxConnections,
                null,
                new ProxyProtocol(false, ProxyProtocol.Send.NONE),
                null,
                all.stream().map(ServerSnapshot::definition).toList());
    }

    /** From the client to the VIP. */
    Packet request(int protocol) {
        return Packet.of(protocol, client, CLIENT_PORT, vip, VIP_PORT).macs(CLIENT_MAC, OUR_MAC);
    }

    Server server() {
        return servers.getFirst();
    }

    /** Where the server sees the client's packets come from: by the only flow's entry. */
    IpAddress seenSource() {
        return mode == FlowMode.SNAT ? ours : client;
    }

    int seenPort() {
        FlowTable flows = flows();
        return mode == FlowMode.SNAT && flows.size() > 0 ? flows.sourcePort(0) : CLIENT_PORT;
    }

    FlowTable flows() {
        return pipeline.flows(v6);
    }

    /** What the server gets of a client's packet. */
    Packet atServer(Packet request) {
        Packet sent = request.macs(OUR_SERVER_SIDE_MAC, SERVER_MAC);
        return mode == FlowMode.DR
                ? sent
                : sent.hops(request.hops() - 1).ends(seenSource(), seenPort(), server().address, serverPort());
    }

    /** A packet of the server, as it sends it. */
    Packet reply(int protocol) {
        return Packet.of(protocol, server().address, serverPort(), seenSource(), seenPort())
                .macs(SERVER_MAC, OUR_SERVER_SIDE_MAC);
    }

    /** What the client gets of it. */
    Packet atClient(Packet reply) {
        return reply.macs(OUR_MAC, CLIENT_MAC).hops(reply.hops() - 1).ends(vip, VIP_PORT, client, CLIENT_PORT);
    }

    void arrive(int link, Packet packet) {
        arrive(link, packet.frame(), 0, packet.unfinished());
    }

    /** Arrives and is judged. */
    void arrive(int link, byte[] frame, int segmentSize, boolean unfinished) {
        assertThat(io.offer(link, frame, segmentSize, unfinished)).isTrue();
        judge();
    }

    void judge() {
        pipeline.moment(view, now);
        while (io.receive(batch) > 0) {
            pipeline.judge(batch);
            io.complete(batch);
        }
    }

    void after(int ticks) {
        now += ticks;
        pipeline.moment(view, now);
        while (pipeline.keepHouse()) {
            pipeline.moment(view, now);
        }
    }

    /** The next frame that left by a link. */
    byte @Nullable [] sent(int link) {
        return io.take(link);
    }

    void assertSent(int link, Packet packet) {
        byte[] sent = io.take(link);
        assertThat(sent == null ? null : HexFormat.of().formatHex(sent))
                .isEqualTo(HexFormat.of().formatHex(packet.frame()));
    }

    void assertSilent() {
        assertThat(io.take(0)).isNull();
        assertThat(io.take(1)).isNull();
    }

    long drops(int reason) {
        return pipeline.counters().drops(reason);
    }

    @Override
    public void close() {
        io.close();
    }
}
