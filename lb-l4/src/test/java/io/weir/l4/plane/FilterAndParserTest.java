package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.PacketBuilder;
import io.weir.core.wire.PacketParser;
import io.weir.core.wire.ParseCode;
import io.weir.core.wire.ParsedPacket;
import io.weir.kernel.bpf.BpfMap;
import io.weir.kernel.bpf.LoadedProgram;
import io.weir.kernel.bpf.SocketMap;
import io.weir.kernel.bpf.filter.FilterMaps;
import io.weir.kernel.bpf.filter.FilterProgram;
import io.weir.kernel.bpf.filter.Outcome;
import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.filter.FilterRules.Replies;
import io.weir.kernel.filter.FilterRules.Translated;
import io.weir.kernel.filter.TransportProtocol;
import io.weir.kernel.sys.Libc;
import io.weir.kernel.sys.PortSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The filter in the kernel and our parser see the same in any frame that the parser takes. */
class FilterAndParserTest {
    private static final int HOST = 10;
    private static final int SERVER = 20;
    private static final int HIDDEN = 77;
    private static final int[] NODES = {HOST, SERVER, HIDDEN, 98, 99};
    private static final int[] PORTS = {9, 80, 7999, 8000, 8099, 8100, 10_239, 10_240, 32_767, 32_768};
    private static final long V4_NET = 0xc000_0200L;
    private static final long V6_NET = 0x2001_0db8_0000_0000L;
    private static final int FRAMES = 20_000;
    private static final int SHORTEST = 60;
    private static final int ROOM = 512;

    private final Random random = new Random(20);
    private final PacketBuilder builder = new PacketBuilder();
    private final ParsedPacket parsed = new ParsedPacket();

    @Test
    void theyAgree() throws Exception {
        assumeTrue(Libc.geteuid() == 0, "needs root to load BPF programs");
        Map<Outcome, Integer> found = new EnumMap<>(Outcome.class);
        try (Arena arena = Arena.ofConfined();
                FilterMaps maps = FilterMaps.open();
                SocketMap sockets = SocketMap.create(FilterProgram.SOCKETS, 1);
                LoadedProgram tc = LoadedProgram.load(FilterProgram.tc(), maps.all());
                LoadedProgram xdp = LoadedProgram.load(FilterProgram.nativeXdp(), with(maps.all(), sockets))) {
            maps.replace(rules());
            MemorySegment memory = arena.allocate(ROOM, Long.BYTES);
            for (int i = 0; i < FRAMES; i++) {
                byte[] frame = frame(memory);
                int code = PacketParser.parse(memory, 0, frame.length, parsed);
                Outcome atTc = run(tc, maps, frame);
                Outcome atXdp = run(xdp, maps, frame);
                switch (code) {
                    case ParseCode.OK -> {
                        Outcome expected = expected(memory);
                        found.merge(expected, 1, Integer::sum);
                        String text = HexFormat.of().formatHex(frame);
                        assertThat(atXdp).as("at XDP: %s", text).isEqualTo(expected);
                        assertThat(atTc).as("at tc: %s", text).isEqualTo(atTc(expected(memory)));
                    }
                    case ParseCode.OTHER_ETHER_TYPE, ParseCode.ETHERNET_LLC, ParseCode.VLAN_TOO_DEEP -> {
                        assertThat(atXdp).isEqualTo(Outcome.PASSED);
                        assertThat(atTc).isEqualTo(Outcome.PASSED);
                    }
                    default -> {}
                }
            }
        }
        assertThat(found).containsOnlyKeys(Outcome.values());
    }

    private static List<BpfMap> with(List<BpfMap> maps, BpfMap another) {
        List<BpfMap> all = new ArrayList<>(maps);
        all.add(another);
        return all;
    }

    private static FilterRules rules() throws Exception {
        Set<Replies> replies = Set.of(
                new Replies(address(SERVER, 4), TransportProtocol.TCP, PortSet.of(8000, 8099)),
                new Replies(address(SERVER, 16), TransportProtocol.TCP, PortSet.of(8000, 8099)));
        PortSet translated = PortSet.of(10_240, 32_767);
        return new FilterRules(
                Set.of(address(HIDDEN, 4), address(HIDDEN, 16)),
                replies,
                Set.of(address(HOST, 4), address(HOST, 16)),
                Set.of(new Translated(address(HOST, 4), translated), new Translated(address(HOST, 16), translated)));
    }

    private static InetAddress address(int node, int bytes) throws Exception {
        byte[] address = Arrays.copyOf(
                bytes == 4 ? new byte[] {(byte) 192, 0, 2} : new byte[] {0x20, 0x01, 0x0d, (byte) 0xb8}, bytes);
        address[bytes - 1] = (byte) node;
        return InetAddress.getByAddress(address);
    }

    /** Any frame, in every fourth of which some bytes are changed. */
    private byte[] frame(MemorySegment memory) {
        memory.fill((byte) 0);
        builder.start(memory, 0).ethernet(0x0200_0000_0002L, 0x0200_0000_0001L);
        for (int tags = random.nextInt(4); tags > 1; tags--) {
            builder.vlan(42);
        }
        boolean four = random.nextBoolean();
        if (four && random.nextInt(8) == 0) {
            builder.arp(1 + random.nextInt(2), 0x0200_0000_0001L, v4(node()), 0, v4(node()));
        } else {
            header(four, node(), node());
            content(four);
        }
        int length = Math.max(builder.build(), SHORTEST);
        if (random.nextInt(4) == 0) {
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                memory.set(ValueLayout.JAVA_BYTE, random.nextInt(length), (byte) random.nextInt());
            }
        }
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private void header(boolean four, int from, int to) {
        if (four) {
            builder.ipv4(v4(from), v4(to));
            if (random.nextInt(4) == 0) {
                byte[] options = new byte[4 * (1 + random.nextInt(10))];
                Arrays.fill(options, (byte) 1);
                builder.options(options);
            }
        } else {
            builder.ipv6(V6_NET, from, V6_NET, to);
            if (random.nextInt(4) == 0) {
                builder.extension(IpProtocol.HOP_BY_HOP, 8);
            }
            for (int headers = random.nextInt(4); headers > 1; headers--) {
                builder.extension(
                        random.nextBoolean() ? IpProtocol.DESTINATION_OPTIONS : IpProtocol.AUTHENTICATION, 16);
            }
        }
    }

    private void content(boolean four) {
        switch (random.nextInt(8)) {
            case 0 ->
                builder.fragment(7, 64 * random.nextInt(3), true)
                        .protocol(IpProtocol.TCP)
                        .payload(new byte[64]);
            case 1 -> error(four);
            case 2 -> echoOrSolicitation(four);
            case 3, 4 -> builder.udp(port(), port()).payload(new byte[8]);
            default -> builder.tcp(port(), port(), 2).payload(new byte[8]);
        }
    }

    private void error(boolean four) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment inner = arena.allocate(ROOM, Long.BYTES);
            PacketBuilder quoted = new PacketBuilder().start(inner, 0).ethernet(0, 0);
            if (four) {
                quoted.ipv4(v4(node()), v4(node()));
            } else {
                quoted.ipv6(V6_NET, node(), V6_NET, node());
            }
            int length = quoted.tcp(port(), port(), 2).build();
            builder.icmp(four ? 3 : 1, 1, 0).payload(inner, 14, length - 14);
        }
    }

    private void echoOrSolicitation(boolean four) {
        if (four) {
            builder.icmp(8, 0, 1).payload(new byte[8]);
        } else if (random.nextBoolean()) {
            builder.icmp(128, 0, 1).payload(new byte[8]);
        } else {
            builder.icmp(135, 0, 0).payload64(V6_NET).payload64(node());
        }
    }

    private int node() {
        return NODES[random.nextInt(NODES.length)];
    }

    private int port() {
        return PORTS[random.nextInt(PORTS.length)];
    }

    private static int v4(int node) {
        return (int) V4_NET | node;
    }

    private static Outcome atTc(Outcome atXdp) {
        return switch (atXdp) {
            case ICMP_ERROR, FRAGMENT -> Outcome.PASSED;
            default -> atXdp;
        };
    }

    private Outcome expected(MemorySegment memory) {
        int to = node(parsed.family(), parsed.destinationHigh(), parsed.destinationLow());
        int from = node(parsed.family(), parsed.sourceHigh(), parsed.sourceLow());
        if (parsed.family() == ParsedPacket.FAMILY_ARP) {
            boolean request = memory.get(ValueLayout.JAVA_BYTE, parsed.networkOffset() + 7) == 1;
            return request && to == HIDDEN && from != HIDDEN ? Outcome.ARP_REQUEST : Outcome.PASSED;
        }
        if (to == HIDDEN) {
            return Outcome.HIDDEN;
        }
        if (parsed.fragment() == ParsedPacket.FRAGMENT_LATER) {
            return to == HOST || from == SERVER ? Outcome.FRAGMENT : Outcome.PASSED;
        }
        if (parsed.protocol() == IpProtocol.ICMPV6 && parsed.icmpType() == 135) {
            return parsed.transportLength() >= 24 && target(memory) == HIDDEN && from != HIDDEN
                    ? Outcome.SOLICITATION
                    : Outcome.PASSED;
        }
        if (parsed.icmpKind() == ParsedPacket.ICMP_ERROR) {
            int innerFrom = node(parsed.family(), parsed.innerSourceHigh(), parsed.innerSourceLow());
            int innerTo = node(parsed.family(), parsed.innerDestinationHigh(), parsed.innerDestinationLow());
            boolean ours = innerFrom == HIDDEN
                    || byPorts(
                                    innerTo,
                                    innerFrom,
                                    parsed.innerProtocol(),
                                    parsed.innerDestinationPort(),
                                    parsed.innerSourcePort())
                            != Outcome.PASSED;
            return ours ? Outcome.ICMP_ERROR : Outcome.PASSED;
        }
        return byPorts(from, to, parsed.protocol(), parsed.sourcePort(), parsed.destinationPort());
    }

    private static Outcome byPorts(int from, int to, int protocol, int fromPort, int toPort) {
        boolean ports = protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
        if (ports && to == HOST && toPort >= 10_240 && toPort <= 32_767) {
            return Outcome.TRANSLATED;
        }
        return protocol == IpProtocol.TCP && from == SERVER && to != HOST && fromPort >= 8000 && fromPort <= 8099
                ? Outcome.REPLY
                : Outcome.PASSED;
    }

    private int target(MemorySegment memory) {
        long at = parsed.transportOffset() + 8L;
        ValueLayout.OfLong layout = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
        return node(ParsedPacket.FAMILY_IPV6, memory.get(layout, at), memory.get(layout, at + 8));
    }

    /** The last byte of an address of our nets; -1 for any other. */
    private static int node(int family, long high, long low) {
        boolean four = family != ParsedPacket.FAMILY_IPV6;
        boolean known = four ? (low & ~0xffL) == V4_NET : high == V6_NET && (low & ~0xffL) == 0;
        return known ? (int) low & 0xff : -1;
    }

    private static Outcome run(LoadedProgram program, FilterMaps maps, byte[] frame) throws Exception {
        Map<Outcome, Long> before = new EnumMap<>(maps.counters());
        program.testRun(frame);
        maps.counters().forEach((outcome, count) -> before.merge(outcome, -count, Long::sum));
        before.values().removeIf(difference -> difference == 0);
        assertThat(before).hasSize(1);
        return before.keySet().iterator().next();
    }
}
