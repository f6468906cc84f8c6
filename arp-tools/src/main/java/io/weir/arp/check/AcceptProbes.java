package io.weir.arp.check;

import io.weir.arp.check.CheckPlan.From;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.core.wire.IcmpView;
import io.weir.core.wire.Icmpv6View;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.PacketParser;
import io.weir.core.wire.ParseCode;
import io.weir.core.wire.ParsedPacket;
import io.weir.core.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Opens a connection to the VIP at each server's Ethernet address, from our own address, and takes it back at once: what
 * a client's first packet would get. An echo request beside it tells a server without the VIP from one whose service is
 * not there.
 */
final class AcceptProbes {
    /** Of one run: the ports that answers come to. */
    static final int MOST = 8192;

    private static final int LOWEST_PORT = 32_768;
    private static final long AGAIN_NANOS = Duration.ofMillis(300).toNanos();
    private static final int TIMES = 3;
    /** Frames sent before answers are taken: a socket keeps a few hundred. */
    private static final int AT_ONCE = 64;

    private static final int SOURCE_MAC = 6;

    /** What a connection got. */
    enum Outcome {
        SILENT,
        ACCEPTED,
        REFUSED,
        /** ICMP says that the address is there, but not for this. */
        REJECTED,
        /**
         * Accepted by the Ethernet address of another server: this one has passed the packet on and the balancer has sent
         * it there; or they are one host, which the echo shows.
         */
        PASSED_ON,
        /** ICMP says that the address is not there. */
        UNREACHABLE
    }

    /** What one server has shown. */
    static final class Seen {
        private final Map<Integer, Outcome> ports = new LinkedHashMap<>();
        private boolean echo;

        Seen() {}

        Seen(Map<Integer, Outcome> ports, boolean echo) {
            this.ports.putAll(ports);
            this.echo = echo;
        }

        /** By port, in the order of the configuration. */
        Map<Integer, Outcome> ports() {
            return ports;
        }

        boolean echo() {
            return echo;
        }

        private boolean done() {
            return echo
                    ? !ports.containsValue(Outcome.SILENT)
                    : !ports.isEmpty()
                            && !ports.containsValue(Outcome.SILENT)
                            && !ports.containsValue(Outcome.PASSED_ON);
        }
    }

    private record Probe(
            CheckPlan.Server server,
            ProbeFrames.Path path,
            int interfaceIndex,
            int sourcePort,
            int port,
            int sequence) {}

    private final int firstPort;
    private final Map<CheckPlan.Server, Seen> seen = new HashMap<>();
    private final Map<Integer, Probe> probes = new HashMap<>();
    private final Map<Integer, Probe> echoes = new HashMap<>();
    private final Map<IpAddress, Set<MacAddress>> stations = new HashMap<>();
    private final ParsedPacket packet = new ParsedPacket();
    private final TcpView tcp = new TcpView();
    private final RandomGenerator random;
    private int times;
    private int sent;
    private long nextAt;

    AcceptProbes(RandomGenerator random, long now) {
        this.random = random;
        this.firstPort = LOWEST_PORT + random.nextInt(65_535 - LOWEST_PORT - MOST);
        this.nextAt = now;
    }

    int firstPort() {
        return firstPort;
    }

    int lastPort() {
        return firstPort + MOST - 1;
    }

    long nextAt() {
        return nextAt;
    }

    /** Whether a run has ports left for this server. */
    boolean hasRoomFor(CheckPlan.Server server) {
        return probes.size() + server.ports().size() <= MOST && echoes.size() < MOST;
    }

    /** Notes the servers of a VIP: what another one answers is not the answer of the one that is asked. */
    void knows(IpAddress vip, Set<MacAddress> servers) {
        stations.put(vip, servers);
    }

    /** Adds a server that there is room for; nothing happens when it cannot be asked from an address of ours. */
    void add(IpAddress vip, CheckPlan.Server server, MacAddress mac) {
        From from = server.from();
        if (from == null || from.source() == null || from.source().v6() != vip.v6()) {
            return;
        }
        ProbeFrames.Path path = new ProbeFrames.Path(from.mac(), mac, from.source(), vip);
        Seen what = new Seen();
        for (int port : server.ports()) {
            int sourcePort = firstPort + probes.size();
            probes.put(sourcePort, new Probe(server, path, from.interfaceIndex(), sourcePort, port, random.nextInt()));
            what.ports.put(port, Outcome.SILENT);
        }
        int identifier = firstPort + echoes.size();
        echoes.put(identifier, new Probe(server, path, from.interfaceIndex(), identifier, 0, 0));
        seen.put(server, what);
    }

    /** What a server has shown; nothing when it was not asked. */
    Seen seen(CheckPlan.Server server) {
        return seen.getOrDefault(server, new Seen());
    }

    boolean wasAsked(CheckPlan.Server server) {
        return seen.containsKey(server);
    }

    /** Sends what is due; whether all is over. */
    boolean turn(ProbeWire wire, long now) {
        if (seen.values().stream().allMatch(Seen::done)) {
            return true;
        }
        if (now - nextAt < 0) {
            return false;
        }
        if (times == TIMES) {
            return true;
        }
        times++;
        nextAt = now + AGAIN_NANOS;
        for (Probe probe : new ArrayList<>(probes.values())) {
            if (seen(probe.server()).ports.get(probe.port()) == Outcome.SILENT) {
                ask(
                        wire,
                        probe.interfaceIndex(),
                        ProbeFrames.syn(probe.path(), probe.sourcePort(), probe.port(), probe.sequence()));
            }
        }
        for (Probe echo : List.copyOf(echoes.values())) {
            Seen what = seen(echo.server());
            if (!what.echo && !what.done()) {
                ask(wire, echo.interfaceIndex(), ProbeFrames.echo(echo.path(), echo.sourcePort()));
            }
        }
        return false;
    }

    private void ask(ProbeWire wire, int interfaceIndex, byte[] frame) {
        wire.send(interfaceIndex, frame);
        if (++sent % AT_ONCE == 0) {
            wire.receive(Duration.ZERO, (_, answer) -> received(wire, answer));
        }
    }

    void received(ProbeWire wire, byte[] frame) {
        MemorySegment segment = MemorySegment.ofArray(frame);
        if (PacketParser.parse(segment, 0, frame.length, packet) != ParseCode.OK
                || packet.fragment() != ParsedPacket.FRAGMENT_NONE) {
            return;
        }
        if (packet.protocol() == IpProtocol.TCP) {
            tcp(wire, segment, MacAddress.ofBytes(Arrays.copyOfRange(frame, SOURCE_MAC, 2 * SOURCE_MAC)));
        } else if (packet.icmpKind() == ParsedPacket.ICMP_ECHO_REPLY) {
            Probe probe = echoes.get(packet.icmpIdentifier());
            if (probe != null && isFrom(probe.path().vip())) {
                seen(probe.server()).echo = true;
            }
        } else if (packet.icmpKind() == ParsedPacket.ICMP_ERROR && packet.innerProtocol() == IpProtocol.TCP) {
            error();
        }
    }

    private void tcp(ProbeWire wire, MemorySegment segment, MacAddress from) {
        Probe probe = probes.get(packet.destinationPort());
        if (probe == null
                || packet.sourcePort() != probe.port()
                || !isFrom(probe.path().vip())) {
            return;
        }
        tcp.wrap(segment, packet.transportOffset());
        int acknowledged = (int) tcp.acknowledgmentNumber();
        if (acknowledged != probe.sequence() + 1) {
            return;
        }
        boolean reset = (packet.tcpFlags() & TcpView.RST) != 0;
        boolean accepted = (packet.tcpFlags() & (TcpView.SYN | TcpView.ACK)) == (TcpView.SYN | TcpView.ACK);
        boolean others = !from.equals(probe.path().server())
                && stations.getOrDefault(probe.path().vip(), Set.of()).contains(from);
        if (reset && !others) {
            settle(probe, Outcome.REFUSED);
        } else if (accepted && !reset) {
            settle(probe, others ? Outcome.PASSED_ON : Outcome.ACCEPTED);
            // Our own kernel knows nothing of it, and could not reach the VIP on the server to say so.
            wire.send(
                    probe.interfaceIndex(),
                    ProbeFrames.reset(probe.path(), probe.sourcePort(), probe.port(), acknowledged));
        }
    }

    private void error() {
        Probe probe = probes.get(packet.innerSourcePort());
        if (probe == null
                || packet.innerDestinationPort() != probe.port()
                || packet.innerDestinationLow() != probe.path().vip().low()) {
            return;
        }
        boolean v6 = packet.family() == ParsedPacket.FAMILY_IPV6;
        int code = packet.icmpCode();
        int unreachable = v6 ? Icmpv6View.DESTINATION_UNREACHABLE : IcmpView.DESTINATION_UNREACHABLE;
        // Port unreachable, and every kind of "prohibited" (RFC 792, RFC 1812 5.2.7.1, RFC 4443 3.1).
        boolean there = packet.icmpType() == unreachable
                && (v6
                        ? code == Icmpv6View.PORT_UNREACHABLE || code == Icmpv6View.ADMINISTRATIVELY_PROHIBITED
                        : code == IcmpView.PORT_UNREACHABLE || code == 9 || code == 10 || code == 13);
        settle(probe, there ? Outcome.REJECTED : Outcome.UNREACHABLE);
    }

    private boolean isFrom(IpAddress vip) {
        return packet.sourceLow() == vip.low() && (!vip.v6() || packet.sourceHigh() == vip.high());
    }

    private void settle(Probe probe, Outcome outcome) {
        seen(probe.server()).ports.replace(probe.port(), Outcome.SILENT, outcome);
    }
}
