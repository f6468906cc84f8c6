package io.weir.arp.check;

import io.weir.arp.check.CheckReport.Answer;
import io.weir.arp.check.CheckReport.OfServer;
import io.weir.arp.check.CheckReport.OfVip;
import io.weir.arp.vip.HostAddresses;
import io.weir.arp.vip.NetlinkHostAddresses;
import io.weir.arp.wire.FrameLinks;
import io.weir.arp.wire.PacketLinks;
import io.weir.core.net.MacAddress;
import io.weir.core.service.Configuration;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks the wire about every VIP of a configuration, in the network namespace of the calling thread: at most 2 s, and 1 s
 * more for every further 8,192 ports of servers. Running traffic is not touched; a server sees one connection for each port, reset at once.
 * Needs CAP_NET_RAW.
 */
public final class WireCheck implements AutoCloseable {
    private final HostAddresses host = new NetlinkHostAddresses();
    private final InstantSource clock = InstantSource.system();
    private final PassiveWatch watch;

    /**
     * Of this host.
     *
     * @param listener hears, from the first check on, of others who speak for a VIP between two checks
     */
    public WireCheck(SightingListener listener) {
        this.watch = new PassiveWatch(listener);
    }

    /** Asks now. Fails only when this host's interfaces cannot be read. */
    public CheckReport run(Configuration configuration) throws IOException {
        Instant at = clock.instant();
        long begun = System.nanoTime();
        CheckPlan plan = CheckPlan.of(configuration, host.interfaces());
        Set<Integer> interfaces = plan.interfaces();
        if (interfaces.isEmpty()) {
            return report(at, begun, plan, null, List.of(), "no link of this host leads to it");
        }
        try {
            // A socket that is refused is refused for all; said once, without a word in the log.
            PacketSocket.open(interfaces.iterator().next(), PacketSocket.SEND_ONLY)
                    .close();
        } catch (ErrnoException e) {
            return report(at, begun, plan, null, List.of(), String.valueOf(e.getMessage()));
        }
        watch.follow(plan);
        WhoHas who = new WhoHas(plan, System.nanoTime());
        try (FrameLinks links = new PacketLinks()) {
            links.listen(interfaces);
            while (!who.turn(links, System.nanoTime())) {
                links.receive(until(who.nextAt()), who::received);
            }
        }
        return report(at, begun, plan, who, accept(plan, who, interfaces), null);
    }

    /** Listens no more. */
    @Override
    public void close() {
        watch.close();
    }

    /** In as many rounds as their ports need. */
    private static List<AcceptProbes> accept(CheckPlan plan, WhoHas who, Set<Integer> interfaces) throws IOException {
        List<AcceptProbes> rounds = new ArrayList<>();
        for (CheckPlan.Vip vip : plan.vips()) {
            Set<MacAddress> stations = new HashSet<>();
            for (CheckPlan.Server server : vip.servers()) {
                MacAddress mac = who.station(server);
                if (mac != null) {
                    stations.add(mac);
                }
            }
            for (CheckPlan.Server server : vip.servers()) {
                MacAddress mac = who.station(server);
                if (mac != null) {
                    if (rounds.isEmpty() || !rounds.getLast().hasRoomFor(server)) {
                        rounds.add(new AcceptProbes(ThreadLocalRandom.current(), System.nanoTime()));
                    }
                    AcceptProbes round = rounds.getLast();
                    round.knows(vip.address(), stations);
                    round.add(vip.address(), server, mac);
                }
            }
        }
        for (AcceptProbes round : rounds) {
            try (ProbeWire wire = PacketProbeWire.open(interfaces, round.firstPort(), round.lastPort())) {
                while (!round.turn(wire, System.nanoTime())) {
                    wire.receive(until(round.nextAt()), (_, frame) -> round.received(wire, frame));
                }
            }
        }
        return rounds;
    }

    /** Rounded up: poll(2) counts milliseconds. */
    private static Duration until(long nanos) {
        return Duration.ofMillis(Math.max(0, nanos - System.nanoTime()) / 1_000_000 + 1);
    }

    private static CheckReport report(
            Instant at,
            long begun,
            CheckPlan plan,
            @Nullable WhoHas who,
            List<AcceptProbes> rounds,
            @Nullable String problem) {
        List<OfVip> vips = new ArrayList<>();
        for (CheckPlan.Vip vip : plan.vips()) {
            String name = vip.from() == null ? "no link" : vip.from().interfaceName();
            if (who == null || vip.from() == null) {
                String why = problem == null ? "no link of this host that is up leads to it" : problem;
                vips.add(new OfVip(vip.address(), name, vip.services(), List.of(), List.of(), why));
                continue;
            }
            List<Answer> answers = who.answers(vip);
            vips.add(new OfVip(vip.address(), name, vip.services(), answers, servers(vip, answers, who, rounds), null));
        }
        return new CheckReport(at, Duration.ofNanos(System.nanoTime() - begun), vips);
    }

    private static List<OfServer> servers(
            CheckPlan.Vip vip, List<Answer> answers, WhoHas who, List<AcceptProbes> rounds) {
        Set<MacAddress> answering = answers.stream().map(Answer::mac).collect(Collectors.toSet());
        List<OfServer> servers = new ArrayList<>();
        for (CheckPlan.Server server : vip.servers()) {
            MacAddress mac = who.station(server);
            AcceptProbes asked = rounds.stream()
                    .filter(round -> round.wasAsked(server))
                    .findFirst()
                    .orElse(null);
            servers.add(new Judgement(vip.address(), server, mac)
                    .of(
                            mac != null && answering.contains(mac),
                            asked != null,
                            asked == null ? new AcceptProbes.Seen() : asked.seen(server)));
        }
        return servers;
    }
}
