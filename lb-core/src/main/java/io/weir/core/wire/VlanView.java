package io.weir.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * One VLAN tag with the type that follows it (IEEE 802.1Q clause 9).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-----+-+-----------------------+
 *  |    Tag Protocol Identifier    | PCP |D|    VLAN Identifier    |
 *  +-------------------------------+-----+-+-----------------------+
 *  |        Type that follows      |
 *  +-------------------------------+
 * </pre>
 *
 * The first tag of a frame starts at byte 12, where an untagged frame has its type; each tag moves that type by four.
 */
public final class VlanView {
    /** Bytes a tag adds to the frame. */
    public static final int LENGTH = 4;

    static final long TAG_PROTOCOL_IDENTIFIER = 0;
    static final long TAG_CONTROL_INFORMATION = 2;
    static final long ETHER_TYPE = 4;

    private MemorySegment segment = MemorySegment.NULL;
    private long base;

    /** Points this view at a tag whose identifier starts {@code base} bytes into the segment. */
    public VlanView wrap(MemorySegment segment, long base) {
        this.segment = segment;
        this.base = base;
        return this;
    }

    /** {@link EtherType#VLAN} or {@link EtherType#PROVIDER_VLAN}. */
    public int tagProtocolIdentifier() {
        return Wire.u16(segment, base + TAG_PROTOCOL_IDENTIFIER);
    }

    /** 0 to 7. */
    public int priorityCodePoint() {
        return Wire.u8(segment, base + TAG_CONTROL_INFORMATION) >>> 5;
    }

    /** Whether the frame may be dropped first. */
    public boolean dropEligible() {
        return (Wire.u8(segment, base + TAG_CONTROL_INFORMATION) & 0x10) != 0;
    }

    /** 0 to 4095; 0 is a priority tag only. */
    public int vlanIdentifier() {
        return Wire.u16(segment, base + TAG_CONTROL_INFORMATION) & 0xfff;
    }

    /** What follows the tag: an {@link EtherType}. */
    public int etherType() {
        return Wire.u16(segment, base + ETHER_TYPE);
    }

    /** Appends {@code vlan 100, p 0, ethertype 0x0800}. */
    public StringBuilder describe(StringBuilder out) {
        return out.append("vlan ")
                .append(vlanIdentifier())
                .append(", p ")
                .append(priorityCodePoint())
                .append(", ethertype ")
                .append(Describe.hex16(etherType()));
    }
}
