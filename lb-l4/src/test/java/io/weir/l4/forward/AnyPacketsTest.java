package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.TcpView;
import io.weir.kernel.io.FrameBatch;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowState;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.view.ViewServer;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever comes in whatever order: one verdict each, no exception, and the figures are those of the flows. */
class AnyPacketsTest {
    private static final List<AdminState> STATES = List.of(AdminState.values());

    private static final int[] FLAGS = {
        TcpView.SYN,
        TcpView.SYN | TcpView.ACK,
        TcpView.ACK,
        TcpView.ACK | TcpView.FIN,
        TcpView.RST,
        TcpView.RST | TcpView.ACK
    };
    private static final int VERY_LONG = 16 * 60 * 60 * 24;

    @Property(tries = 150)
    void placesAreThoseOfTheFlows(
            @ForAll long seed, @ForAll @IntRange(min = FlowMode.DR, max = FlowMode.SNAT) int mode, @ForAll boolean v6) {
        Random random = new Random(seed);
        try (PathLab lab = new PathLab(v6, mode, 3, 16, 0, Handover.among(1, PathLab::memory), 1)) {
            lab.withFallback = random.nextBoolean();
            lab.sticky = random.nextBoolean();
            lab.apply();
            for (int i = 0; i < 300; i++) {
                step(lab, random);
                lab.io.discard(0);
                lab.io.discard(1);
                check(lab);
            }
            lab.servers.forEach(server -> server.mac = PathLab.SERVER_MAC);
            lab.after(16);
            lab.after(VERY_LONG);
            assertThat(lab.flows().size()).isZero();
            check(lab);
            assertThat(lab.load.active()).isZero();
        }
    }

    private static void step(PathLab lab, Random random) {
        int protocol = random.nextInt(3) == 0 ? IpProtocol.UDP : IpProtocol.TCP;
        int flags = FLAGS[random.nextInt(FLAGS.length)];
        int kind = random.nextInt(20);
        if (kind < 10) {
            IpAddress client = lab.client;
            lab.arrive(
                    0,
                    lab.request(protocol)
                            .ends(client, 40_000 + random.nextInt(24), lab.vip, PathLab.VIP_PORT)
                            .flags(flags));
        } else if (kind < 16) {
            reply(lab, random, flags);
        } else if (kind < 18) {
            lab.after(random.nextInt(3) == 0 ? 16 * 300 : random.nextInt(30));
        } else {
            PathLab.Server server = lab.servers.get(random.nextInt(lab.servers.size()));
            server.health = random.nextBoolean() ? Health.UP : Health.DOWN;
            server.state = STATES.get(random.nextInt(STATES.size()));
            server.maxConnections = random.nextInt(4);
            server.mac = random.nextInt(4) == 0 ? 0 : PathLab.SERVER_MAC;
            lab.apply();
        }
    }

    private static void reply(PathLab lab, Random random, int flags) {
        FlowTable flows = lab.flows();
        int slot = random.nextInt(16);
        if (flows.live(slot) && FlowMode.seesReplies(flows.mode(slot))) {
            lab.arrive(
                    1,
                    Packet.of(
                                    flows.protocol(slot),
                                    new IpAddress(flows.serverHigh(slot), flows.serverLow(slot), lab.v6),
                                    flows.serverPort(slot),
                                    new IpAddress(flows.sourceHigh(slot), flows.sourceLow(slot), lab.v6),
                                    flows.sourcePort(slot))
                            .macs(PathLab.SERVER_MAC, PathLab.OUR_SERVER_SIDE_MAC)
                            .flags(flags));
        }
    }

    private static void check(PathLab lab) {
        int[] holding = new int[100];
        int all = 0;
        for (int slot = 0; slot < 16; slot++) {
            if (lab.flows().live(slot) && FlowState.holdsPlace(lab.flows().state(slot))) {
                holding[lab.flows().serverId(slot)]++;
                all++;
            }
        }
        for (PathLab.Server server : lab.servers) {
            assertThat(server.load.active()).isEqualTo(holding[server.id]);
        }
        assertThat(lab.fallback.load.active()).isEqualTo(holding[lab.fallback.id]);
        assertThat(lab.load.active()).isEqualTo(all);
    }

    @Property(tries = 100)
    void anyBytesGetOneVerdict(@ForAll long seed, @ForAll boolean v6) {
        Random random = new Random(seed);
        try (PathLab lab = new PathLab(v6, 1 + random.nextInt(3), 2)) {
            lab.arrive(0, lab.request(IpProtocol.TCP).flags(TcpView.SYN));
            long offered = 1;
            long echoes = 0;
            for (int i = 0; i < 200; i++) {
                int link = random.nextInt(2);
                byte[] frame = mutated(lab, random, link);
                long answers = lab.pipeline.counters().answers();
                lab.io.offer(
                        link, frame, random.nextInt(8) == 0 ? 1 + random.nextInt(1500) : 0, random.nextInt(4) == 0);
                offered += lab.io.receive(lab.batch);
                lab.pipeline.judge(lab.batch);
                if (lab.batch.verdict(0) == FrameBatch.TRANSMIT) {
                    echoes += lab.pipeline.counters().answers() - answers;
                }
                lab.io.complete(lab.batch);
                if (i % 50 == 0) {
                    lab.after(16);
                }
                lab.io.discard(0);
                lab.io.discard(1);
            }
            // Those that wait for their first fragment are counted when their time is over.
            lab.after(16);
            lab.after(16);
            assertThat(judged(lab) + echoes).isEqualTo(offered);
            check(lab);
        }
    }

    private static byte[] mutated(PathLab lab, Random random, int link) {
        if (random.nextInt(10) == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return noise;
        }
        int protocol = random.nextBoolean() ? IpProtocol.TCP : IpProtocol.UDP;
        Packet packet = link == 0 ? lab.request(protocol) : lab.reply(protocol);
        packet = packet.flags(FLAGS[random.nextInt(FLAGS.length)]).payload(random.nextInt(64));
        if (random.nextInt(4) == 0) {
            packet = packet.fragment(random.nextInt(3), random.nextInt(2) * 64, true)
                    .payload(64);
        } else if (random.nextInt(4) == 0) {
            Packet error = Packet.icmp(packet.source(), packet.destination(), lab.v6 ? 1 : 3, 4, 0, packet.quoted());
            packet = error.macs(packet.from(), packet.to());
        }
        byte[] frame = packet.frame();
        for (int i = random.nextInt(4); i > 0; i--) {
            frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt();
        }
        return random.nextInt(5) == 0 ? java.util.Arrays.copyOf(frame, random.nextInt(frame.length)) : frame;
    }

    private static long judged(PathLab lab) {
        PathCounters counters = lab.pipeline.counters();
        long sum = counters.toServers() + counters.toClients() + counters.passes();
        for (int reason = 1; reason < DropReason.COUNT; reason++) {
            sum += counters.drops(reason);
        }
        return sum;
    }

    @Property(tries = 100)
    void translationThereAndBackIsIdentity(@ForAll long seed, @ForAll boolean v6, @ForAll boolean tcp) {
        Random random = new Random(seed);
        int protocol = tcp ? IpProtocol.TCP : IpProtocol.UDP;
        try (PathLab lab = new PathLab(v6, random.nextBoolean() ? FlowMode.NAT : FlowMode.SNAT, 1)) {
            Packet request =
                    lab.request(protocol).tcp(TcpView.SYN, random.nextInt(), 0).payload(random.nextInt(1000));
            lab.arrive(0, request);
            assertThat(lab.sent(1)).isEqualTo(lab.atServer(request).frame());
            // The server sends the same back: the client gets what it has sent, but for ends and hops.
            Packet reply =
                    lab.reply(protocol).tcp(TcpView.ACK, random.nextInt(), 7).payload(request.payload());
            lab.arrive(1, reply);
            assertThat(lab.sent(0)).isEqualTo(lab.atClient(reply).frame());
        }
    }

    @Property(tries = 5)
    void serversOfTheViewAreFoundById(@ForAll @IntRange(min = 1, max = 9) int servers) {
        try (PathLab lab = new PathLab(false, FlowMode.NAT, servers)) {
            for (PathLab.Server server : lab.servers) {
                ViewServer found = Objects.requireNonNull(lab.view.server(server.id));
                assertThat(found.load()).isSameAs(server.load);
            }
            assertThat(lab.view.server(4711)).isNull();
        }
    }
}
