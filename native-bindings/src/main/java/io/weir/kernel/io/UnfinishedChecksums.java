package io.weir.kernel.io;

import static io.weir.kernel.io.InternetSum.U16;

import java.lang.foreign.MemorySegment;

/**
 * Finishes transport checksums where nothing says whether they are unfinished. An unfinished one holds the folded sum of
 * the pseudo header (Linux, CHECKSUM_PARTIAL); a finished one may have the same value by chance, and then it is computed
 * to what it was. For one thread; without allocation.
 */
public final class UnfinishedChecksums {
    private static final int ALL_ONES = 0xffff;

    private final FrameHeaders headers = new FrameHeaders();

    /** For one thread. */
    public UnfinishedChecksums() {}

    /**
     * Finishes the checksum of a TCP or UDP packet if it is unfinished.
     *
     * @param base where the frame starts
     * @return whether it was
     */
    public boolean finish(MemorySegment segment, long base, int length) {
        if (!headers.parse(segment, base, length)) {
            return false;
        }
        int transportLength = headers.networkEnd() - headers.transport();
        long pseudo = headers.pseudoSum(segment, base, transportLength);
        long field = base + headers.checksumOffset();
        if (Short.toUnsignedInt(segment.get(U16, field)) != InternetSum.fold(pseudo)) {
            return false;
        }
        segment.set(U16, field, (short) 0);
        int checksum =
                InternetSum.checksum(pseudo + InternetSum.of(segment, base + headers.transport(), transportLength));
        // In UDP 0 would mean that there is none (RFC 768).
        boolean none = checksum == 0 && headers.protocol() == FrameHeaders.UDP;
        segment.set(U16, field, (short) (none ? ALL_ONES : checksum));
        return true;
    }
}
