package io.weir.l7.proxyprotocol;

import io.netty.buffer.ByteBuf;

/**
 * Reads a PROXY protocol header from the front of a stream. Strict: whatever the specification does not allow is
 * malformed, as soon as the bytes show it. No input makes it throw, and it never asks for more than
 * {@link #MOST_BYTES}.
 */
public final class ProxyHeaderParser {
    /** The longest header that is taken: version 2 with 4 KiB of addresses and TLVs. */
    public static final int MOST_BYTES = ProxyHeaderV2.FIXED + ProxyHeaderV2.MOST_PAYLOAD;

    private ProxyHeaderParser() {}

    /** What the bytes so far are. */
    public sealed interface Result {
        /** A header may follow, or the rest of one. */
        record Incomplete() implements Result {}

        /**
         * No header.
         *
         * @param why for the log
         */
        record Malformed(String why) implements Result {}

        /**
         * A header.
         *
         * @param header what it says
         * @param length its bytes; what follows them is payload
         */
        record Complete(ProxyHeader header, int length) implements Result {}
    }

    static final Result INCOMPLETE = new Result.Incomplete();

    /** Looks at the readable bytes without consuming them. */
    public static Result parse(ByteBuf in) {
        if (!in.isReadable()) {
            return INCOMPLETE;
        }
        byte first = in.getByte(in.readerIndex());
        if (first == ProxyHeaderV1.PREFIX[0]) {
            return ProxyHeaderV1.parse(in);
        }
        if (first == ProxyHeaderV2.SIGNATURE[0]) {
            return ProxyHeaderV2.parse(in);
        }
        return new Result.Malformed("the connection begins with byte 0x%02x".formatted(first & 0xff));
    }

    /** Whether the readable bytes, as far as they go, are those of {@code expected}. */
    static boolean beginsLike(ByteBuf in, byte[] expected) {
        int length = Math.min(in.readableBytes(), expected.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
