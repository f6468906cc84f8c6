package io.weir.l4.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Frames go from thread to thread whole, in order, each once. */
class SpscFrameRingTest {
    private static final int CAPACITY = 16;

    private final SpscFrameRing ring = new SpscFrameRing(CAPACITY, TestFlows.memory(SpscFrameRing.bytes(CAPACITY)));
    private final MemorySegment frame = TestFlows.memory(SpscFrameRing.LARGEST_FRAME + 1);

    @Test
    void refusesWhatDoesNotFit() {
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(offer(i)).isTrue();
        }
        assertThat(offer(16)).isFalse();
        assertThat(ring.full().value()).isEqualTo(1);
        List<Integer> links = new ArrayList<>();
        assertThat(ring.drain(3, (segment, base, length, link, flags) -> links.add(link)))
                .isEqualTo(3);
        assertThat(offer(17)).isTrue();
        assertThat(ring.drain(100, (segment, base, length, link, flags) -> links.add(link)))
                .isEqualTo(14);
        assertThat(links).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17);
        assertThat(ring.drain(100, (segment, base, length, link, flags) -> links.add(link)))
                .isZero();
        assertThat(ring.offer(frame, 0, SpscFrameRing.LARGEST_FRAME + 1, 0, 0)).isFalse();
        assertThat(ring.tooLarge().value()).isEqualTo(1);
        assertThat(ring.offer(frame, 0, SpscFrameRing.LARGEST_FRAME, 0, 0)).isTrue();
    }

    @Test
    void aRingHoldsAPowerOfTwo() {
        assertThatThrownBy(() -> new SpscFrameRing(6, TestFlows.memory(1 << 16)))
                .hasMessageContaining("not 6");
    }

    @Test
    void twoThreadsLoseAndMixNothing() throws Exception {
        int frames = 60_000;
        FutureTask<Integer> consumer = new FutureTask<>(() -> consume(frames));
        Thread.ofPlatform().daemon().start(consumer);
        for (int i = 0; i < frames && !consumer.isDone(); ) {
            int length = length(i);
            frame.asSlice(0, length).fill((byte) i);
            if (ring.offer(frame, 0, length, i, ~i)) {
                i++;
            } else {
                Thread.onSpinWait();
            }
        }
        assertThat(consumer.get(60, TimeUnit.SECONDS)).isEqualTo(frames);
    }

    private int consume(int frames) {
        int[] next = {0};
        long end = System.nanoTime() + Duration.ofSeconds(50).toNanos();
        while (next[0] < frames && System.nanoTime() - end < 0) {
            int drained = ring.drain(5, (segment, base, length, link, flags) -> {
                int i = next[0]++;
                boolean right = link == i && flags == ~i && length == length(i);
                for (int at = 0; at < length && right; at++) {
                    right = segment.get(ValueLayout.JAVA_BYTE, base + at) == (byte) i;
                }
                if (!right) {
                    throw new AssertionError("frame " + i + " came as " + link + ", " + length + " bytes");
                }
            });
            if (drained == 0) {
                Thread.onSpinWait();
            }
        }
        return next[0];
    }

    /** Some take several places. */
    private static int length(int i) {
        return 8 + i % 200 + (i % 7 == 0 ? i % 5 * 2000 : 0);
    }

    private boolean offer(int link) {
        return ring.offer(frame, 0, 60, link, 0);
    }
}
