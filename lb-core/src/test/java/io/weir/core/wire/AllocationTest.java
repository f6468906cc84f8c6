package io.weir.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Nothing on the packet path may leave work to the collector. */
class AllocationTest {
    private static final int WARM_UP = 30_000;
    private static final int RUNS = 5;
    private static final int ROUNDS = 20_000;

    @Test
    void parsingAndRewritingAllocateNothing() {
        assertThat(allocatedBy(PacketPath.mixed()::parseAndTranslate)).isZero();
    }

    @Test
    void answeringAllocatesNothing() {
        assertThat(allocatedBy(PacketPath.mixed()::parseAndAnswer)).isZero();
    }

    /**
     * Bytes allocated by the leanest of several runs: what a run does once, such as leaving compiled code for better
     * code, is not the path's. The cost of asking is taken off.
     */
    private static long allocatedBy(Runnable round) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run(round, WARM_UP);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            long start = threads.getCurrentThreadAllocatedBytes();
            long asking = threads.getCurrentThreadAllocatedBytes() - start;
            start = threads.getCurrentThreadAllocatedBytes();
            run(round, ROUNDS);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - start - asking);
        }
        return least;
    }

    private static void run(Runnable round, int times) {
        for (int i = 0; i < times; i++) {
            round.run();
        }
    }
}
