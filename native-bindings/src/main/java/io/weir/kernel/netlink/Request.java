package io.weir.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/** One request, written front to back into a segment that the next request reuses. */
final class Request {
    private final MemorySegment segment;
    private long length;

    Request(MemorySegment segment) {
        this.segment = segment;
    }

    /**
     * Begins a message.
     *
     * @param type {@code RTM_…}
     * @param flags {@code NLM_F_…} beside NLM_F_REQUEST
     * @param body bytes of the family's header, which is zeroed
     * @return the offset of that header
     */
    long begin(int type, int flags, long body) {
        length = Nlmsghdr.SIZEOF + body;
        segment.asSlice(0, length).fill((byte) 0);
        Nlmsghdr.type(segment, 0, type);
        Nlmsghdr.flags(segment, 0, flags | Netlink.NLM_F_REQUEST);
        return Nlmsghdr.SIZEOF;
    }

    MemorySegment segment() {
        return segment;
    }

    void attribute(int type, byte[] value) {
        MemorySegment.copy(value, 0, segment, JAVA_BYTE, attribute(type, value.length), value.length);
    }

    void attributeU8(int type, int value) {
        segment.set(JAVA_BYTE, attribute(type, 1), (byte) value);
    }

    void attributeU32(int type, int value) {
        segment.set(JAVA_INT, attribute(type, Integer.BYTES), value);
    }

    /** Writes the header and zeroes the value; returns the value's offset. */
    long attribute(int type, long size) {
        long base = Netlink.align(length);
        long whole = Rtattr.SIZEOF + size;
        segment.asSlice(length, base + Netlink.align(whole) - length).fill((byte) 0);
        Rtattr.len(segment, base, (int) whole);
        Rtattr.type(segment, base, type);
        length = base + Netlink.align(whole);
        return base + Rtattr.SIZEOF;
    }

    /** Completes the header and returns the message's length in bytes. */
    long finish(int sequence) {
        Nlmsghdr.len(segment, 0, (int) length);
        Nlmsghdr.seq(segment, 0, sequence);
        return length;
    }
}
