package io.weir.core.wire;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * What a random packet looks like, apart from its endpoints, so that the same packet can be built between others.
 *
 * @param vlanTags 0 to 2
 * @param extras words of IPv4 options, or IPv6 extension headers
 * @param payloadLength bytes behind the transport header
 * @param seed of payload and header fields
 */
record PacketShape(
        boolean v6, Transport transport, int vlanTags, int extras, int payloadLength, boolean unfinished, long seed) {
    enum Transport {
        TCP,
        UDP,
        UDP_WITHOUT_CHECKSUM,
        ECHO
    }

    /** Room in front of every frame, odd so that nothing is aligned. */
    static final int BASE = 3;

    static final long OUR_MAC = 0x0200_0000_0001L;
    static final long PEER_MAC = 0x0200_0000_000aL;

    private static final int[] EXTENSIONS = {
        IpProtocol.HOP_BY_HOP, IpProtocol.DESTINATION_OPTIONS, IpProtocol.ROUTING, IpProtocol.AUTHENTICATION
    };

    static Arbitrary<PacketShape> any() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(Transport.class),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 1400),
                        Arbitraries.of(true, false),
                        Arbitraries.longs())
                .as(PacketShape::new);
    }

    /** Two addresses and two ports; the addresses carry 128 random bits, of which IPv4 takes the last 32. */
    record Endpoints(
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        static Arbitrary<Endpoints> any() {
            Arbitrary<Integer> ports = Arbitraries.integers().between(0, 65_535);
            Arbitrary<Long> words = Arbitraries.longs();
            return Combinators.combine(words, words, ports, words, words, ports).as(Endpoints::new);
        }
    }

    /** A frame in memory of its own, exactly as long as the frame needs. */
    record Frame(MemorySegment segment, int length) {
        byte[] bytes() {
            return NativeBytes.toBytes(segment, BASE, length);
        }

        ParsedPacket parsed() {
            ParsedPacket packet = new ParsedPacket();
            int code = PacketParser.parse(segment, BASE, length, packet);
            if (code != ParseCode.OK) {
                throw new AssertionError(ParseCode.name(code));
            }
            return packet;
        }

        Frame copy() {
            return of(bytes());
        }

        static Frame of(byte[] bytes) {
            MemorySegment segment = NativeBytes.untouched(BASE + bytes.length);
            MemorySegment.copy(bytes, 0, segment, Wire.U8, BASE, bytes.length);
            return new Frame(segment, bytes.length);
        }

        /** Takes what a builder made at {@link #BASE} of memory with room to spare. */
        static Frame built(MemorySegment roomy, int length) {
            return new Frame(roomy.asSlice(0, BASE + length), length);
        }
    }

    /** Enough for the largest IP packet. */
    static MemorySegment room() {
        return NativeBytes.untouched(66_000);
    }

    Frame between(Endpoints ends) {
        MemorySegment memory = NativeBytes.untouched(2_000);
        PacketBuilder builder = layers(new PacketBuilder().start(memory, BASE), ends);
        return Frame.built(memory, builder.build());
    }

    /** Everything but {@link PacketBuilder#build}. */
    private PacketBuilder layers(PacketBuilder builder, Endpoints ends) {
        Random random = new Random(seed);
        network(builder, ends, random);
        switch (transport) {
            case TCP -> {
                builder.tcp(ends.sourcePort, ends.destinationPort, TcpView.ACK | TcpView.PSH)
                        .sequence(random.nextInt())
                        .acknowledgment(random.nextInt())
                        .window(random.nextInt(65_536));
                builder.tcpOptions(noOperations(random.nextInt(11)));
            }
            case UDP -> builder.udp(ends.sourcePort, ends.destinationPort);
            case UDP_WITHOUT_CHECKSUM ->
                builder.udp(ends.sourcePort, ends.destinationPort).withoutChecksum();
            case ECHO -> builder.icmp(v6 ? Icmpv6View.ECHO_REQUEST : IcmpView.ECHO_REQUEST, 0, random.nextInt());
        }
        byte[] payload = new byte[payloadLength];
        random.nextBytes(payload);
        builder.payload(payload);
        return unfinished() ? builder.unfinishedChecksum() : builder;
    }

    /** Ethernet and IP with everything this shape wants between them. */
    PacketBuilder network(PacketBuilder builder, Endpoints ends, Random random) {
        builder.ethernet(OUR_MAC, PEER_MAC);
        for (int i = 0; i < vlanTags; i++) {
            builder.vlan(random.nextInt(4096));
        }
        if (v6) {
            builder.ipv6(ends.sourceHigh, ends.sourceLow, ends.destinationHigh, ends.destinationLow);
            for (int i = 0; i < extras; i++) {
                builder.extension(EXTENSIONS[i % EXTENSIONS.length], 8 + 8 * random.nextInt(3));
            }
        } else {
            builder.ipv4((int) ends.sourceLow, (int) ends.destinationLow).options(noOperations(extras));
        }
        return builder.hopLimit(1 + random.nextInt(255));
    }

    private static byte[] noOperations(int words) {
        byte[] options = new byte[words * 4];
        Arrays.fill(options, (byte) 1);
        return options;
    }

    int protocol() {
        return switch (transport) {
            case TCP -> IpProtocol.TCP;
            case UDP, UDP_WITHOUT_CHECKSUM -> IpProtocol.UDP;
            case ECHO -> v6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
        };
    }

    PacketShape finished() {
        return new PacketShape(v6, transport, vlanTags, extras, payloadLength, false, seed);
    }
}
