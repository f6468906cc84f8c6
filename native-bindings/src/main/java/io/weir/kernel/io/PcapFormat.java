package io.weir.kernel.io;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * The pcap file format with nanoseconds, in the byte order of the buffer
 * (<a href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html">draft-ietf-opsawg-pcap</a>).
 */
final class PcapFormat {
    /** Bytes in front of all records. */
    static final int FILE_HEADER = 24;

    /** Bytes in front of each frame. */
    static final int RECORD_HEADER = 16;

    private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
    private static final short MAJOR = 2;
    private static final short MINOR = 4;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private PcapFormat() {}

    static void file(ByteBuffer to, int snapLength) {
        to.putInt(MAGIC_NANOSECONDS).putShort(MAJOR).putShort(MINOR).putLong(0);
        to.putInt(snapLength).putInt(LINKTYPE_ETHERNET);
    }

    /** The header of one frame; the time is in nanoseconds since 1970. */
    static void record(ByteBuffer to, long nanos, int captured, int length) {
        to.putInt((int) (nanos / SECOND))
                .putInt((int) (nanos % SECOND))
                .putInt(captured)
                .putInt(length);
    }
}
