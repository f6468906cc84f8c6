package io.weir.kernel.io;

/**
 * Sizes of a {@link UringPacketIo}; for each of its links.
 *
 * @param buffers frames that were received and are not completed, a power of two from 64 to 32,768; each takes up to
 *     68 KiB once there were super-frames
 * @param receiveBytes memory for frames that wait to be received, as the kernel counts it
 * @param transmitBytes memory for frames that were sent and have not left, as the kernel counts it
 */
public record UringOptions(int buffers, int receiveBytes, int transmitBytes) {
    /** 256 buffers, 16 MiB for what waits and for what was sent. */
    public static final UringOptions DEFAULT = new UringOptions(256, 16 << 20, 16 << 20);

    /** Checks the number of buffers. */
    public UringOptions {
        if (Integer.bitCount(buffers) != 1 || buffers < FrameBatch.CAPACITY || buffers > 1 << 15) {
            throw new IllegalArgumentException("no number of buffers: " + buffers);
        }
    }

    /** With another amount of memory for frames that wait. */
    public UringOptions withReceiveBytes(int bytes) {
        return new UringOptions(buffers, bytes, transmitBytes);
    }
}
