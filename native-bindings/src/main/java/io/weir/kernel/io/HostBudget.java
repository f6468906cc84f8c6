package io.weir.kernel.io;

/**
 * Limits how many frames a worker hands to the host. Each makes the kernel a pool of pages, which it keeps for at least a
 * second after a socket has not read the frame at once (DEFER_TIME of net/core/page_pool.c). All pools of the machine
 * share 65,534 numbers (MEM_ID_MAX of net/core/xdp.c): without them test runs end with ENOSPC, and the kernel, which looks
 * through all pools for each it frees, stalls every namespace.
 */
final class HostBudget {
    /** Frames a second, and at once after a quiet second. */
    static final int PER_SECOND = 1000;

    private static final long SECOND = 1_000_000_000;
    private static final long PRICE = SECOND / PER_SECOND;

    private long spentUntil;

    HostBudget(long nowNanos) {
        spentUntil = nowNanos - SECOND;
    }

    /** Whether there may be one more now, which it then is. */
    boolean take(long nowNanos) {
        if (nowNanos - spentUntil > SECOND) {
            spentUntil = nowNanos - SECOND;
        }
        if (nowNanos - spentUntil < PRICE) {
            return false;
        }
        spentUntil += PRICE;
        return true;
    }
}
