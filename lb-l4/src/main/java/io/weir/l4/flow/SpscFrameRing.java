package io.weir.l4.flow;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Hands copies of frames from one worker to another: a bounded queue with one thread at each end, neither of which ever
 * waits.
 *
 * <p>The two indices count places since the start and wrap. Each has a cache line pair of its own, and each end keeps
 * what it last saw of the other's, so that the line moves between cores only when the queue looks full or empty.
 */
public final class SpscFrameRing {
    /** The largest frame it takes, in bytes. */
    public static final int LARGEST_FRAME = FrameSlots.LARGEST_FRAME;

    /** Two cache lines: processors fetch them in pairs. */
    private static final int LINE_PAIR = 128;

    private static final long TAIL = 0;
    private static final long HEAD = LINE_PAIR;
    private static final long FRAMES = 2 * LINE_PAIR;
    private static final VarHandle INDEX = ValueLayout.JAVA_INT.varHandle();

    private final MemorySegment memory;
    private final FrameSlots frames;
    private final int mask;
    private final Producer producer = new Producer();
    private final Consumer consumer = new Consumer();

    /** What only the offering thread touches. */
    private static final class Producer {
        private final OwnedCounter full = new OwnedCounter();
        private final OwnedCounter tooLarge = new OwnedCounter();
        private int tail;
        private int seenHead;
    }

    /** What only the draining thread touches. */
    private static final class Consumer {
        private int head;
        private int seenTail;
    }

    /**
     * An empty ring.
     *
     * @param capacity frames of up to 2,048 bytes, a power of two, 16 for the largest; those count for several
     * @param memory at least {@link #bytes}, native, zeroed, aligned to 64
     */
    public SpscFrameRing(int capacity, MemorySegment memory) {
        if (Integer.bitCount(capacity) != 1 || memory.byteSize() < bytes(capacity)) {
            throw new IllegalArgumentException(
                    "a ring holds a power of two of frames in " + bytes(capacity) + " bytes, not " + capacity);
        }
        this.memory = memory;
        this.frames = new FrameSlots(memory.asSlice(FRAMES));
        this.mask = capacity - 1;
    }

    /** The memory a ring takes. */
    public static long bytes(int capacity) {
        return FRAMES + FrameSlots.bytes(capacity);
    }

    /**
     * By the producer: puts a copy of a frame in. Returns false, and counts, when the ring is full or the frame too
     * large.
     */
    public boolean offer(MemorySegment segment, long base, int length, int link, int flags) {
        if (length > LARGEST_FRAME) {
            producer.tooLarge.increment();
            return false;
        }
        int places = FrameSlots.places(length);
        int tail = producer.tail;
        int toEnd = mask + 1 - (tail & mask);
        int skipped = places > toEnd ? toEnd : 0;
        if (!hasRoom(tail + skipped + places)) {
            producer.full.increment();
            return false;
        }
        if (skipped > 0) {
            frames.skip(tail & mask);
            tail += skipped;
        }
        frames.copy(tail & mask, segment, base, length, link, flags);
        producer.tail = tail + places;
        INDEX.setRelease(memory, TAIL, tail + places);
        return true;
    }

    private boolean hasRoom(int nextTail) {
        if (nextTail - producer.seenHead > mask + 1) {
            producer.seenHead = (int) INDEX.getAcquire(memory, HEAD);
        }
        return nextTail - producer.seenHead <= mask + 1;
    }

    /** By the consumer: takes out frames in order, at most {@code limit}. Returns how many. */
    public int drain(int limit, FrameReceiver receiver) {
        int head = consumer.head;
        int count = 0;
        while (count < limit && head != tail(head)) {
            int place = head & mask;
            int length = frames.length(place);
            if (length == FrameSlots.SKIPPED) {
                head += mask + 1 - place;
            } else {
                frames.show(place, receiver);
                head += FrameSlots.places(length);
                count++;
            }
        }
        if (head != consumer.head) {
            consumer.head = head;
            INDEX.setRelease(memory, HEAD, head);
        }
        return count;
    }

    private int tail(int head) {
        if (consumer.seenTail == head) {
            consumer.seenTail = (int) INDEX.getAcquire(memory, TAIL);
        }
        return consumer.seenTail;
    }

    /** Frames refused because the ring was full. */
    public OwnedCounter full() {
        return producer.full;
    }

    /** Frames refused because they were too large. */
    public OwnedCounter tooLarge() {
        return producer.tooLarge;
    }
}
