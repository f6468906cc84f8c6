package io.weir.kernel.io;

import io.weir.kernel.sys.Errno;

/** What the result of sending one frame means. */
final class Transmitting {
    private Transmitting() {}

    /** Counts one frame by the kernel's answer, {@code -errno} for a failure; whether it was sent. */
    static boolean count(PacketIoCounters counters, int result, int length) {
        if (result >= 0) {
            counters.transmitted.add(1);
            counters.transmittedBytes.add(length);
            return true;
        }
        boolean full = result == -Errno.EAGAIN || result == -Errno.ENOBUFS;
        (full ? counters.transmitFull : counters.transmitRefused).add(1);
        return false;
    }
}
