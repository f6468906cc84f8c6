package io.weir.l4.forward;

import io.weir.core.net.IpAddress;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.PacketBuilder;
import io.weir.core.wire.TcpView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** A frame as a test wants it: what is not said is ordinary. Every method makes a new one. */
record Packet(
        long from,
        long to,
        int vlan,
        IpAddress source,
        int sourcePort,
        IpAddress destination,
        int destinationPort,
        int protocol,
        int flags,
        int sequence,
        int acknowledgment,
        int hops,
        int identification,
        int offset,
        boolean more,
        boolean unfinished,
        int icmp,
        int rest,
        Bytes payload) {
    /** Bytes that compare by their contents. */
    record Bytes(MemorySegment of) {
        static Bytes of(byte... bytes) {
            return new Bytes(MemorySegment.ofArray(bytes));
        }

        static Bytes of(int length) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) (i * 7 + 1);
            }
            return of(bytes);
        }

        byte[] array() {
            return of.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    static final int NO_FRAGMENT = -1;

    static Packet of(int protocol, IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {
        return new Packet(
                0,
                0,
                0,
                source,
                sourcePort,
                destination,
                destinationPort,
                protocol,
                TcpView.ACK,
                1000,
                5000,
                64,
                NO_FRAGMENT,
                0,
                false,
                false,
                0,
                0,
                Bytes.of(10));
    }

    static Packet icmp(IpAddress source, IpAddress destination, int type, int code, int rest, byte[] payload) {
        int protocol = source.v6() ? IpProtocol.ICMPV6 : IpProtocol.ICMP;
        return of(protocol, source, 0, destination, 0)
                .message(type << 8 | code, rest)
                .payload(Bytes.of(payload));
    }

    Packet macs(long newFrom, long newTo) {
        return new Packet(
                newFrom,
                newTo,
                vlan,
                source,
                sourcePort,
                destination,
                destinationPort,
                protocol,
                flags,
                sequence,
                acknowledgment,
                hops,
                identification,
                offset,
                more,
                unfinished,
                icmp,
                rest,
                payload);
    }

    Packet vlan(int identifier) {
        return new Packet(
                from,
                to,
                identifier,
                source,
                sourcePort,
                destination,
                destinationPort,
                protocol,
                flags,
                sequence,
                acknowledgment,
                hops,
                identification,
                offset,
                more,
                unfinished,
                icmp,
                rest,
                payload);
    }

    Packet ends(IpAddress newSource, int newSourcePort, IpAddress newDestination, int newDestinationPort) {
        return new Packet(
                from,
                to,
                vlan,
                newSource,
                newSourcePort,
                newDestination,
                newDestinationPort,
                protocol,
                flags,
                sequence,
                acknowledgment,
                hops,
                identification,
                offset,
                more,
                unfinished,
                icmp,
                rest,
                payload);
    }

    Packet tcp(int newFlags, int newSequence, int newAcknowledgment) {
        return new Packet(
                from,
                to,
                vlan,
                source,
                sourcePort,
                destination,
                destinationPort,
                protocol,
                newFlags,
                newSequence,
                newAcknowledgment,
                hops,
                identification,
                offset,
                more,
                unfinished,
                icmp,
                rest,
                payload);
    }

    Packet flags(int newFlags) {
        return tcp(newFlags, sequence, acknowledgment);
    }

    Packet hops(int left) {
        return new Packet(
                from,
                to,
                vlan,
                source,
                sourcePort,
                destination,
                destinationPort,
                protocol,
                flags,
                sequence,
                acknowledgment,
                left,
                identification,
                offset,
                more,
                unfinished,
                icmp,
                rest,
                payload);
    }

    /** A later part when the offset is above 0: the payload is its data then. */
    Packet fragment(int newIdentification, int newOffset, boolean newMore) {
        return new Packet(
                from,
                to,
                vlan,
                source,
                sourcePort,
                destination,
                destinationPort,
                protocol,
                flags,
                sequence,
                acknowledgment,
                hops,
                newIdentification,
                newOffset,
                newMore,
                unfinished,
                icmp,
                rest,
                payload);
    }

    Packet withUnfinishedChecksum() {
        return new Packet(
                from,
                to,
                vlan,
                source,
                sourcePort,
                destination,
                destinationPort,
                protocol,
                flags,
                sequence,
                acknowledgment,
                hops,
                identification,
                offset,
                more,
                true,
                icmp,
                rest,
                payload);
    }

    Packet finished() {
        return new Packet(
                from,
                to,
                vlan,
                source,
                sourcePort,
                destination,
                destinationPort,
                protocol,
                flags,
                sequence,
                acknowledgment,
                hops,
                identification,
                offset,
                more,
                false,
                icmp,
                rest,
                payload);
    }

    Packet message(int typeAndCode, int newRest) {
        return new Packet(
                from,
                to,
                vlan,
                source,
                sourcePort,
                destination,
                destinationPort,
                protocol,
                flags,
                sequence,
                acknowledgment,
                hops,
                identification,
                offset,
                more,
                unfinished,
                typeAndCode,
                newRest,
                payload);
    }

    Packet payload(Bytes bytes) {
        return new Packet(
                from,
                to,
                vlan,
                source,
                sourcePort,
                destination,
                destinationPort,
                protocol,
                flags,
                sequence,
                acknowledgment,
                hops,
                identification,
                offset,
                more,
                unfinished,
                icmp,
                rest,
                bytes);
    }

    Packet payload(int length) {
        return payload(Bytes.of(length));
    }

    private int layer2() {
        return vlan == 0 ? 14 : 18;
    }

    /** The packet without its frame, as an error quotes it. */
    byte[] quoted() {
        byte[] frame = frame();
        return Arrays.copyOfRange(frame, layer2(), frame.length);
    }

    byte[] frame() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(70_000, 8);
            PacketBuilder builder = new PacketBuilder().start(memory, 0).ethernet(to, from);
            if (vlan != 0) {
                builder.vlan(vlan);
            }
            if (source.v6()) {
                builder.ipv6(source.high(), source.low(), destination.high(), destination.low());
            } else {
                builder.ipv4((int) source.low(), (int) destination.low());
            }
            builder.hopLimit(hops);
            if (identification != NO_FRAGMENT) {
                builder.fragment(identification, offset, more);
            }
            transport(builder);
            int length = builder.payload(payload.array()).build();
            return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private void transport(PacketBuilder builder) {
        if (offset > 0) {
            builder.protocol(protocol);
        } else if (protocol == IpProtocol.TCP) {
            builder.tcp(sourcePort, destinationPort, flags).sequence(sequence).acknowledgment(acknowledgment);
        } else if (protocol == IpProtocol.UDP) {
            builder.udp(sourcePort, destinationPort);
        } else {
            builder.icmp(icmp >>> 8, icmp & 0xff, rest);
        }
        if (unfinished) {
            builder.unfinishedChecksum();
        }
    }
}
