package io.weir.kernel.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Mman;
import io.weir.kernel.xdp.XdpMmapOffsets.RingOffsets;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rings against a kernel that the test plays. */
class RingTest {
    private static final RingOffsets OFFSETS = new RingOffsets(0, 128, 320, 196);
    private static final int SIZE = 8;

    private Mapping mapping;
    private MemorySegment memory;

    @BeforeEach
    void map() throws Exception {
        mapping = Mman.anonymous(4096, "ring of a test");
        memory = mapping.segment();
    }

    @AfterEach
    void unmap() {
        mapping.close();
    }

    @Test
    void aFillRingIsSeenWhenPublishedAndHasRoomAgainWhenConsumed() {
        startAt(-3);
        FillRing ring = at(new FillRing(mapping, OFFSETS, SIZE), -3);
        assertThat(ring.room()).isEqualTo(SIZE);
        for (int i = 0; i < SIZE; i++) {
            ring.add(i * 4096L);
        }
        assertThat(index(OFFSETS.producer())).isEqualTo(-3);
        ring.publish();
        assertThat(index(OFFSETS.producer())).isEqualTo(-3 + SIZE);
        assertThat(ring.room()).isZero();
        for (int i = 0; i < SIZE; i++) {
            assertThat(memory.get(JAVA_LONG, OFFSETS.entries() + ((-3 + i) & (SIZE - 1)) * 8L))
                    .isEqualTo(i * 4096L);
        }
        memory.set(JAVA_INT, OFFSETS.consumer(), -1);
        assertThat(ring.room()).isEqualTo(2);
    }

    @Test
    void framesOfSeveralDescriptorsAreNotSeenInPart() {
        startAt(-2);
        ReceiveRing ring = at(new ReceiveRing(mapping, OFFSETS, SIZE), -2);
        assertThat(ring.available()).isZero();
        describe(-2, 4096, 100, 1);
        describe(-1, 8192, 50, 1);
        memory.set(JAVA_INT, OFFSETS.producer(), 0);
        assertThat(ring.available()).isZero();
        describe(0, 12_288, 7, 0);
        describe(1, 16_384, 9, 0);
        memory.set(JAVA_INT, OFFSETS.producer(), 2);
        assertThat(ring.available()).isEqualTo(4);
        assertThat(ring.continues(1)).isTrue();
        assertThat(ring.continues(2)).isFalse();
        assertThat(ring.address(2)).isEqualTo(12_288);
        assertThat(ring.length(2)).isEqualTo(7);
        ring.skip(3);
        assertThat(ring.address(0)).isEqualTo(16_384);
        assertThat(index(OFFSETS.consumer())).isEqualTo(-2);
        ring.publish();
        assertThat(index(OFFSETS.consumer())).isEqualTo(1);
        ring.skip(1);
        assertThat(ring.available()).isZero();
    }

    @Test
    void aTransmitRingSaysWhatWaitsAndWhetherToWake() {
        startAt(Integer.MAX_VALUE);
        TransmitRing ring = at(new TransmitRing(mapping, OFFSETS, SIZE), Integer.MAX_VALUE);
        assertThat(ring.room(SIZE)).isEqualTo(SIZE);
        ring.add(256, 1000, true);
        ring.add(4096, 10, false);
        ring.publish();
        assertThat(ring.waiting()).isEqualTo(2);
        long entry = OFFSETS.entries() + (Integer.MAX_VALUE & (SIZE - 1)) * 16L;
        assertThat(memory.get(JAVA_LONG, entry)).isEqualTo(256);
        assertThat(memory.get(JAVA_INT, entry + 8)).isEqualTo(1000);
        assertThat(memory.get(JAVA_INT, entry + 12)).isEqualTo(IfXdp.XDP_PKT_CONTD);
        memory.set(JAVA_INT, OFFSETS.consumer(), Integer.MIN_VALUE + 1);
        assertThat(ring.waiting()).isZero();
        assertThat(ring.needsWakeup()).isFalse();
        memory.set(JAVA_INT, OFFSETS.flags(), IfXdp.XDP_RING_NEED_WAKEUP);
        assertThat(ring.needsWakeup()).isTrue();
    }

    /** Whatever the order, a chunk has one owner. */
    @Test
    void noChunkIsInTwoPlaces() throws Exception {
        Random random = new Random(1);
        Deque<Long> sending = new ArrayDeque<>();
        CompletionRing ring = new CompletionRing(mapping, OFFSETS, SIZE);
        int produced = 0;
        try (Umem umem = Umem.open(32)) {
            for (int step = 0; step < 10_000; step++) {
                if (random.nextBoolean() && umem.free() > 0) {
                    sending.add(umem.take() + random.nextInt(Umem.CHUNK_BYTES));
                }
                int inRing = produced - index(OFFSETS.consumer());
                if (random.nextBoolean() && inRing < SIZE && !sending.isEmpty()) {
                    memory.set(JAVA_LONG, OFFSETS.entries() + (produced & (SIZE - 1)) * 8L, sending.removeFirst());
                    memory.set(JAVA_INT, OFFSETS.producer(), ++produced);
                    inRing++;
                }
                if (random.nextInt(4) == 0) {
                    assertThat(ring.drain(umem)).isEqualTo(inRing);
                    inRing = 0;
                }
                assertThat(umem.free() + sending.size() + inRing).isEqualTo(32);
            }
            while (!sending.isEmpty()) {
                umem.give(sending.removeFirst());
            }
            ring.drain(umem);
            Set<Long> all = new HashSet<>();
            while (umem.free() > 0) {
                all.add(umem.take());
            }
            assertThat(all).hasSize(32).allMatch(chunk -> chunk % Umem.CHUNK_BYTES == 0);
        }
    }

    private void startAt(int index) {
        memory.set(JAVA_INT, OFFSETS.producer(), index);
        memory.set(JAVA_INT, OFFSETS.consumer(), index);
    }

    private static <T extends Ring> T at(T ring, int index) {
        ring.producer = index;
        ring.consumer = index;
        return ring;
    }

    private int index(long offset) {
        return memory.get(JAVA_INT, offset);
    }

    private void describe(int index, long address, int length, int options) {
        long entry = OFFSETS.entries() + (index & (SIZE - 1)) * 16L;
        memory.set(JAVA_LONG, entry, address);
        memory.set(JAVA_INT, entry + 8, length);
        memory.set(JAVA_INT, entry + 12, options);
    }
}
