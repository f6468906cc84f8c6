package io.weir.l4.forward;

import io.weir.core.wire.EtherType;
import io.weir.core.wire.EthernetView;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.Ipv6View;
import io.weir.kernel.io.FrameBatch;
import io.weir.l4.flow.FlowTable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Brings what a batch will need into the processor's cache, for all its frames at once. Finding a flow of many takes two
 * reads from memory, one after the other, of some 100 ns each; those of different frames overlap when nothing is decided
 * between them. Looks at untagged packets of the usual shape only; it judges nothing and changes nothing.
 */
final class Lookahead {
    private static final ValueLayout.OfShort U16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** Offset of IEEE 802.3. */
    private static final int ETHER_TYPE = 12;

    private static final int IP = EthernetView.LENGTH;
    /** Offsets of RFC 791, section 3.1; a header without options. */
    private static final int HEADER_4 = 20;

    private static final int VERSION_4_NO_OPTIONS = 0x45;
    private static final int PROTOCOL_4 = IP + 9;
    private static final int SOURCE_4 = IP + 12;
    private static final int DESTINATION_4 = IP + 16;
    private static final int PORTS_4 = IP + HEADER_4;
    /** Offsets of RFC 8200, section 3. */
    private static final int PROTOCOL_6 = IP + 6;

    private static final int SOURCE_6 = IP + 8;
    private static final int DESTINATION_6 = IP + 24;
    private static final int PORTS_6 = IP + Ipv6View.LENGTH;
    private static final int PORTS = 4;
    private static final long UNKNOWN = 0;
    private static final long KNOWN = 1L << 32;

    private final FlowTable flows4;
    private final FlowTable flows6;
    private final int[] sought4 = new int[FrameBatch.CAPACITY];
    private final int[] sought6 = new int[FrameBatch.CAPACITY];
    /** By place in the batch; the upper half says whether the lower is a hash. */
    private final long[] hashes = new long[FrameBatch.CAPACITY];

    private int count4;
    private int count6;

    Lookahead(FlowTable flows4, FlowTable flows6) {
        this.flows4 = flows4;
        this.flows6 = flows6;
    }

    /** Looks at the frames of a batch. */
    void over(FrameBatch batch) {
        count4 = 0;
        count6 = 0;
        for (int i = 0; i < batch.size(); i++) {
            hashes[i] = look(batch.segment(i), batch.base(i), batch.length(i));
        }
        flows4.fetch(sought4, count4);
        flows6.fetch(sought6, count6);
    }

    /** Whether the hash of the tuple of frame {@code i}, if it has one and is whole or a first fragment, is known. */
    boolean knows(int i) {
        return hashes[i] != UNKNOWN;
    }

    /** That hash. */
    int hash(int i) {
        return (int) hashes[i];
    }

    private long look(MemorySegment segment, long base, int length) {
        if (length < PORTS_4 + PORTS) {
            return UNKNOWN;
        }
        int etherType = segment.get(U16, base + ETHER_TYPE) & 0xffff;
        if (etherType == EtherType.IPV4) {
            return v4(segment, base);
        }
        return etherType == EtherType.IPV6 && length >= PORTS_6 + PORTS ? v6(segment, base) : UNKNOWN;
    }

    private long v4(MemorySegment segment, long base) {
        int protocol = segment.get(ValueLayout.JAVA_BYTE, base + PROTOCOL_4) & 0xff;
        if (segment.get(ValueLayout.JAVA_BYTE, base + IP) != VERSION_4_NO_OPTIONS || !hasPorts(protocol)) {
            return UNKNOWN;
        }
        long source = Integer.toUnsignedLong(segment.get(U32, base + SOURCE_4));
        long destination = Integer.toUnsignedLong(segment.get(U32, base + DESTINATION_4));
        int ports = segment.get(U32, base + PORTS_4);
        int hash = flows4.hash(protocol, 0, source, ports >>> 16, 0, destination, ports & 0xffff);
        sought4[count4++] = hash;
        return KNOWN | Integer.toUnsignedLong(hash);
    }

    private long v6(MemorySegment segment, long base) {
        int protocol = segment.get(ValueLayout.JAVA_BYTE, base + PROTOCOL_6) & 0xff;
        if (!hasPorts(protocol)) {
            return UNKNOWN;
        }
        int ports = segment.get(U32, base + PORTS_6);
        int hash = flows6.hash(
                protocol,
                segment.get(U64, base + SOURCE_6),
                segment.get(U64, base + SOURCE_6 + Long.BYTES),
                ports >>> 16,
                segment.get(U64, base + DESTINATION_6),
                segment.get(U64, base + DESTINATION_6 + Long.BYTES),
                ports & 0xffff);
        sought6[count6++] = hash;
        return KNOWN | Integer.toUnsignedLong(hash);
    }

    private static boolean hasPorts(int protocol) {
        return protocol == IpProtocol.TCP || protocol == IpProtocol.UDP;
    }
}
