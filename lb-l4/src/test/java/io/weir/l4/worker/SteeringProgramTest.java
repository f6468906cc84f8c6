package io.weir.l4.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.net.IpAddress;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.PacketBuilder;
import io.weir.kernel.packet.ClassicBpf;
import io.weir.l4.forward.Steering;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What the kernel computes is what {@link Steering} computes. */
class SteeringProgramTest {
    private static final int VIPS = 40;

    /** The classic machine, as linux/filter.h describes it, for the instructions the program uses. */
    static int run(ClassicBpf program, byte[] packet) {
        int a = 0;
        int x = 0;
        int[] memory = new int[16];
        for (int i = 0; ; i++) {
            int k = program.constant(i);
            int code = program.code(i);
            switch (code) {
                case 0x00 -> a = k;
                case 0x20, 0x28, 0x30, 0x48, 0x40, 0x50 -> {
                    int at = k + ((code & 0xe0) == 0x40 ? x : 0);
                    int bytes = (code & 0x18) == 0 ? 4 : (code & 0x18) == 0x08 ? 2 : 1;
                    if (at < 0 || at + bytes > packet.length) {
                        return 0;
                    }
                    a = 0;
                    for (int b = 0; b < bytes; b++) {
                        a = a << 8 | (packet[at + b] & 0xff);
                    }
                }
                case 0x60 -> a = memory[k];
                case 0xb1 -> x = (packet[k] & 0xf) * 4;
                case 0x02 -> memory[k] = a;
                case 0x07 -> x = a;
                case 0x24 -> a *= k;
                case 0x94 -> a = Integer.remainderUnsigned(a, k);
                case 0x74 -> a >>>= k;
                case 0xac -> a ^= x;
                case 0x05 -> i += k;
                case 0x15 -> i += a == k ? program.skipIfTrue(i) : program.skipIfFalse(i);
                case 0x35 -> i += Integer.compareUnsigned(a, k) >= 0 ? program.skipIfTrue(i) : program.skipIfFalse(i);
                case 0x45 -> i += (a & k) != 0 ? program.skipIfTrue(i) : program.skipIfFalse(i);
                case 0x06 -> {
                    return k;
                }
                case 0x16 -> {
                    return a;
                }
                default -> throw new AssertionError("instruction " + i + ": " + Integer.toHexString(code));
            }
        }
    }

    private static IpAddress random(Random random, boolean v6) {
        return v6
                ? IpAddress.v6(0x2001_0db8_0000_0000L | random.nextInt(3), random.nextLong())
                : IpAddress.v4(random.nextInt());
    }

    private static byte[] packet(
            int protocol, IpAddress source, int sourcePort, IpAddress destination, int destinationPort, int fragment) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(512, 8);
            PacketBuilder builder = new PacketBuilder().start(memory, 0).ethernet(1, 2);
            if (source.v6()) {
                builder.ipv6(source.high(), source.low(), destination.high(), destination.low());
            } else {
                builder.ipv4((int) source.low(), (int) destination.low());
                if (sourcePort % 3 == 0) {
                    builder.options(new byte[] {1, 1, 1, 1});
                }
            }
            if (fragment >= 0) {
                builder.fragment(4711, fragment, fragment == 0);
            }
            if (fragment > 0) {
                builder.protocol(protocol);
            } else if (protocol == IpProtocol.TCP) {
                builder.tcp(sourcePort, destinationPort, 2);
            } else if (protocol == IpProtocol.UDP) {
                builder.udp(sourcePort, destinationPort);
            } else {
                builder.icmp(8, 0, sourcePort);
            }
            byte[] payload = new byte[32];
            Arrays.fill(payload, (byte) (sourcePort + fragment));
            int length = builder.payload(payload).build();
            return memory.asSlice(14, length - 14).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    @Property(tries = 60)
    void agreesWithJava(@ForAll long seed, @ForAll @IntRange(min = 2, max = 9) int workers) {
        Random random = new Random(seed);
        List<IpAddress> vips = new ArrayList<>();
        List<IpAddress> sources = new ArrayList<>();
        for (int i = 0; i < VIPS; i++) {
            vips.add(random(random, i % 2 == 0));
            sources.add(random(random, i % 2 == 0));
        }
        // Our own source addresses are answered for as VIPs are.
        vips.addAll(sources.subList(0, VIPS / 2));
        ClassicBpf program = SteeringProgram.of(vips, sources, workers);
        for (int i = 0; i < 300; i++) {
            int[] protocols = {IpProtocol.TCP, IpProtocol.UDP, 1};
            boolean v6 = random.nextBoolean();
            int protocol = protocols[random.nextInt(3)];
            protocol = protocol == 1 && v6 ? IpProtocol.ICMPV6 : protocol;
            IpAddress client = random(random, v6);
            int[] offsets = {-1, -1, 0, 64};
            int fragment = offsets[random.nextInt(4)];
            int port = random.nextInt(65_536);
            boolean counts = protocol == IpProtocol.TCP && fragment < 0;
            int expected = Steering.ofClient(client.high(), client.low(), counts ? port : 0, workers);
            List<IpAddress> vipsOfFamily = vips.stream()
                    .filter(one -> one.v6() == v6 && !sources.contains(one))
                    .toList();
            IpAddress vip = vipsOfFamily.get(random.nextInt(vipsOfFamily.size()));
            assertThat(run(program, packet(protocol, client, port, vip, 80, fragment)))
                    .isEqualTo(expected);
            IpAddress server = random(random, v6);
            assertThat(run(program, packet(protocol, server, 80, client, port, fragment)))
                    .isEqualTo(expected);
            List<IpAddress> sourcesOfFamily =
                    sources.stream().filter(one -> one.v6() == v6).toList();
            IpAddress ours = sourcesOfFamily.get(random.nextInt(sourcesOfFamily.size()));
            boolean ported = fragment < 0 && (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP);
            int reply = run(program, packet(protocol, server, 80, ours, port, fragment));
            if (ported) {
                assertThat(reply).isEqualTo(Steering.ofSourcePort(port, workers));
            } else if (fragment >= 0) {
                assertThat(reply).isEqualTo(Steering.ofClient(server.high(), server.low(), 0, workers));
            }
        }
    }

    @Test
    void threeThousandAddressesFitAndMoreAreRefusedWithAWayOut() {
        Set<IpAddress> many = new HashSet<>();
        for (int i = 0; i < 3000; i++) {
            many.add(IpAddress.v4(0x0a000000 + i * 7));
        }
        ClassicBpf program = SteeringProgram.of(many, List.of(), 4);
        IpAddress client = IpAddress.of("198.51.100.9");
        for (IpAddress vip : many) {
            assertThat(run(program, packet(IpProtocol.UDP, client, 1, vip, 2, -1)))
                    .isEqualTo(Steering.ofClient(client.high(), client.low(), 0, 4));
        }
        for (int i = 3000; i < 6000; i++) {
            many.add(IpAddress.v4(0x0a000000 + i * 7));
        }
        assertThatThrownBy(() -> SteeringProgram.of(many, List.of(), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "layer 4 has 6000 addresses, too many to distribute frames over 4 workers by; use fewer VIPs"
                                + " and snat-addresses, or set l4.workers to 1");
        assertThat(SteeringProgram.of(many, List.of(), 1).size()).isEqualTo(1);
    }

    @Test
    void addressesOfOneIpv6NetworkAreSearchedAtOnce() {
        List<IpAddress> many = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            many.add(IpAddress.v6(0x2001_0db8_0000_0001L, i));
        }
        assertThat(SteeringProgram.of(many, List.of(), 4).size()).isLessThan(3000);
    }
}
