package io.weir.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Several messages in one datagram, written front to back; what is whole or nothing for the kernel goes into one. */
public final class MessageBatch {
    private static final long FIRST_BYTES = 4096;
    private static final ValueLayout.OfInt BIG_ENDIAN_INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /** The length of an attribute is a 16-bit number. */
    private static final int MAX_ATTRIBUTE = 0xffff;

    private final List<String> whats = new ArrayList<>();
    private MemorySegment segment = allocate(FIRST_BYTES);
    private long length;
    private long message;
    private int acknowledged = -1;

    /** An empty one. */
    public MessageBatch() {}

    /**
     * Begins the next message.
     *
     * @param type the message's type
     * @param flags {@code NLM_F_…} beside NLM_F_REQUEST
     * @param body bytes of the family's header
     * @param what the message for messages to people, as {@code delete table weir}
     * @return the family's header, zeroed
     */
    public MemorySegment begin(int type, int flags, long body, String what) {
        endMessage();
        whats.add(what);
        message = reserve(Nlmsghdr.SIZEOF + body);
        Nlmsghdr.type(segment, message, type);
        Nlmsghdr.flags(segment, message, flags | Netlink.NLM_F_REQUEST);
        return segment.asSlice(message + Nlmsghdr.SIZEOF, body);
    }

    /** Asks for a verdict on the message begun last. */
    public void acknowledge() {
        Nlmsghdr.flags(segment, message, Nlmsghdr.flags(segment, message) | Netlink.NLM_F_ACK);
        acknowledged = whats.size() - 1;
    }

    /** An attribute of bytes. */
    public void attribute(int type, byte[] value) {
        // The header first, here and below: it may move the segment.
        long at = header(type, value.length);
        MemorySegment.copy(value, 0, segment, JAVA_BYTE, at, value.length);
    }

    /** An attribute of 32 bits in network byte order. */
    public void attributeU32(int type, int value) {
        long at = header(type, Integer.BYTES);
        segment.set(BIG_ENDIAN_INT, at, value);
    }

    /** An attribute of 32 bits in the machine's byte order, which route netlink uses where it is not about packets. */
    public void attributeHostU32(int type, int value) {
        long at = header(type, Integer.BYTES);
        segment.set(JAVA_INT_UNALIGNED, at, value);
    }

    /** An attribute of text with a zero byte behind it. */
    public void attribute(int type, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        long at = header(type, text.length + 1L);
        MemorySegment.copy(text, 0, segment, JAVA_BYTE, at, text.length);
    }

    /** Begins an attribute that holds attributes; the result goes to {@link #end}. */
    public long nest(int type) {
        return header(type | Netlink.NLA_F_NESTED, 0) - Rtattr.SIZEOF;
    }

    /** Ends what {@link #nest} began. */
    public void end(long nest) {
        long whole = length - nest;
        if (whole > MAX_ATTRIBUTE) {
            throw new IllegalStateException("a netlink attribute of " + whole + " bytes");
        }
        Rtattr.len(segment, nest, (int) whole);
    }

    /** The number of messages. */
    int size() {
        return whats.size();
    }

    /** The message with this number, for messages to people. */
    String what(int number) {
        return whats.get(number);
    }

    /** The number of the message whose verdict ends the wait. */
    int acknowledged() {
        if (acknowledged < 0) {
            throw new IllegalStateException("no message of the batch asks for a verdict");
        }
        return acknowledged;
    }

    /** Numbers the messages and returns all of them. */
    MemorySegment finish(int firstSequence) {
        endMessage();
        int sequence = firstSequence;
        for (long base = 0; base < length; base += Netlink.align(Nlmsghdr.len(segment, base))) {
            Nlmsghdr.seq(segment, base, sequence++);
        }
        return segment.asSlice(0, length);
    }

    private void endMessage() {
        if (!whats.isEmpty()) {
            Nlmsghdr.len(segment, message, (int) (length - message));
        }
    }

    private long header(int type, long size) {
        long whole = Rtattr.SIZEOF + size;
        if (whole > MAX_ATTRIBUTE) {
            throw new IllegalArgumentException("a netlink attribute of " + whole + " bytes");
        }
        long base = reserve(whole);
        Rtattr.len(segment, base, (int) whole);
        Rtattr.type(segment, base, type);
        return base + Rtattr.SIZEOF;
    }

    /** The offset of so many zero bytes at the end, which stays aligned. */
    private long reserve(long bytes) {
        long base = length;
        length += Netlink.align(bytes);
        if (length > segment.byteSize()) {
            MemorySegment larger = allocate(Math.max(length, 2 * segment.byteSize()));
            MemorySegment.copy(segment, 0, larger, 0, base);
            segment = larger;
        }
        return base;
    }

    private static MemorySegment allocate(long bytes) {
        return Arena.ofAuto().allocate(bytes, Long.BYTES);
    }
}
