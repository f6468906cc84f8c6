package io.weir.l7.http.h1;

import io.netty.buffer.ByteBuf;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.Refused;
import java.util.Arrays;

/**
 * Reads lines that end with CR LF up to the one that ends their block. What is read is copied once, into an array that
 * the strings made of it share. The same bytes lead to the same result however they are cut.
 */
abstract class LineReader {
    private static final int STEP = 1024;
    private static final byte[] NONE = {};

    private final int lineLimit;
    private final int limit;
    private byte[] bytes = NONE;
    private int length;
    private int lineStart;
    private int scanned;

    LineReader(Http1Limits limits) {
        lineLimit = limits.lineBytes();
        limit = limits.headBytes();
    }

    /** Forgets everything; what was made of the bytes keeps them. */
    void reset() {
        bytes = NONE;
        length = 0;
        lineStart = 0;
        scanned = 0;
    }

    /** Whether a block has begun. */
    boolean begun() {
        return length > 0;
    }

    final byte[] bytes() {
        return bytes;
    }

    /** Takes lines out of {@code in}. True when the block is complete; what follows it is left there. */
    boolean read(ByteBuf in) throws Refused {
        while (in.isReadable()) {
            int before = length;
            int take = Math.min(in.readableBytes(), STEP);
            if (bytes.length < before + take) {
                bytes = Arrays.copyOf(bytes, before == 0 ? take : Math.max(before + take, before * 2));
            }
            in.getBytes(in.readerIndex(), bytes, before, take);
            length = before + take;
            if (before == 0) {
                beginsWith(bytes[0]);
            }
            int end = lines();
            if (end >= 0) {
                in.skipBytes(end - before);
                return true;
            }
            in.skipBytes(take);
        }
        return false;
    }

    private int lines() throws Refused {
        while (true) {
            int end = Math.min(lineStart + lineLimit, limit);
            int feed = indexOfLineFeed(scanned, Math.min(length, end));
            if (feed < 0) {
                if (length >= end) {
                    throw new Refused(tooLong(lineStart));
                }
                scanned = length;
                return -1;
            }
            if (feed == lineStart || bytes[feed - 1] != '\r') {
                throw new Refused(Refusal.LINE_END);
            }
            int start = lineStart;
            lineStart = feed + 1;
            scanned = lineStart;
            if (line(start, feed - 1)) {
                return feed + 1;
            }
        }
    }

    private int indexOfLineFeed(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** The block's first byte. */
    void beginsWith(byte first) throws Refused {}

    /** Why a line that begins at {@code start} and finds no end is refused. */
    Refusal tooLong(int start) {
        return Refusal.HEAD_TOO_LARGE;
    }

    /** A line without its end. True when it ends the block. */
    abstract boolean line(int from, int to) throws Refused;
}
