package io.weir.core.wire;

/** RFC 1071 in its plainest form, byte pair by byte pair, to hold the fast one against. */
final class ReferenceChecksum {
    private ReferenceChecksum() {}

    /** The checksum of the concatenation of parts, of which only the last may be odd. */
    static int of(byte[]... parts) {
        int sum = 0;
        for (byte[] part : parts) {
            for (int i = 0; i < part.length; i += 2) {
                int low = i + 1 < part.length ? part[i + 1] & 0xff : 0;
                sum += ((part[i] & 0xff) << 8) | low;
                if (sum > 0xffff) {
                    sum -= 0xffff;
                }
            }
        }
        return ~sum & 0xffff;
    }
}
