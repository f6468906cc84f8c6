package io.weir.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Walks the attributes at the end of a message, one at a time; each lies whole within the message or is refused. */
final class Attributes {
    /** The flags NLA_F_NESTED and NLA_F_NET_BYTEORDER of linux/netlink.h share the field with the type. */
    private static final int TYPE_MASK = 0x3fff;

    private final MemorySegment segment;
    private final long end;
    private long next;
    private long value;
    private int type;
    private int length;

    /**
     * Over part of a segment.
     *
     * @param from offset of the first attribute
     * @param end offset behind the last
     */
    Attributes(MemorySegment segment, long from, long end) {
        this.segment = segment;
        this.next = from;
        this.end = end;
    }

    /** Moves to the next attribute; false behind the last. */
    boolean next() throws IOException {
        if (next + Rtattr.SIZEOF > end) {
            return false;
        }
        int whole = Rtattr.len(segment, next);
        if (whole < Rtattr.SIZEOF || next + whole > end) {
            throw new IOException("netlink attribute of " + whole + " bytes in " + (end - next));
        }
        type = Rtattr.type(segment, next) & TYPE_MASK;
        value = next + Rtattr.SIZEOF;
        length = (int) (whole - Rtattr.SIZEOF);
        next += Netlink.align(whole);
        return true;
    }

    int type() {
        return type;
    }

    /** The offset of the value, for attributes that hold structs. */
    long value() {
        return value;
    }

    /** Bytes of the value. */
    int length() {
        return length;
    }

    byte[] bytes() {
        return segment.asSlice(value, length).toArray(ValueLayout.JAVA_BYTE);
    }

    int u8() throws IOException {
        require(1);
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, value));
    }

    int u32() throws IOException {
        require(Integer.BYTES);
        return segment.get(JAVA_INT, value);
    }

    /** Text up to the first zero byte or the end. */
    String text() {
        byte[] bytes = bytes();
        int count = 0;
        while (count < bytes.length && bytes[count] != 0) {
            count++;
        }
        return new String(bytes, 0, count, StandardCharsets.UTF_8);
    }

    private void require(int bytes) throws IOException {
        if (length < bytes) {
            throw new IOException("netlink attribute " + type + " has " + length + " bytes, not " + bytes);
        }
    }
}
