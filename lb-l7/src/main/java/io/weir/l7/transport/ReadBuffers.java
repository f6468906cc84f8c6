package io.weir.l7.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * The buffers one side reads into, and when it stops: small ones until a read fills one, large ones while reads do. Made
 * for one channel.
 */
public final class ReadBuffers implements RecvByteBufAllocator, RecvByteBufAllocator.ExtendedHandle {
    /** Bytes of a buffer while reads are short; twice what nearly every request has. */
    public static final int SMALL = 16 * 1024;
    /** Bytes of a buffer while reads fill them: the largest the allocator's thread caches keep. */
    public static final int LARGE = 32 * 1024;

    private static final int READS_PER_TURN = 16;
    private static final int SHORT_READS_BEFORE_SMALL = 4;

    private boolean paused;
    private int next = SMALL;
    private int shortReads;
    private int attempted;
    private int last;
    private int reads;

    /** While paused, a turn that began before reads no more. */
    public void pause(boolean pause) {
        paused = pause;
    }

    @Override
    @SuppressWarnings("deprecation") // the interface still returns the type it deprecates
    public Handle newHandle() {
        return this;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
        if (paused && reads > 0) {
            throw ReadingPaused.INSTANCE;
        }
        return allocator.directBuffer(next, next);
    }

    @Override
    public int guess() {
        return next;
    }

    @Override
    public void reset(ChannelConfig config) {
        reads = 0;
    }

    @Override
    public void incMessagesRead(int messages) {
        reads += messages;
    }

    @Override
    public void lastBytesRead(int bytes) {
        last = bytes;
        if (bytes <= 0) {
            return;
        }
        if (bytes == attempted) {
            next = LARGE;
            shortReads = 0;
        } else if (next == LARGE && bytes <= SMALL && ++shortReads >= SHORT_READS_BEFORE_SMALL) {
            next = SMALL;
        }
    }

    @Override
    public int lastBytesRead() {
        return last;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
        attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
        return attempted;
    }

    @Override
    public boolean continueReading() {
        return !paused && reads < READS_PER_TURN && last == attempted;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
        return !paused && reads < READS_PER_TURN && maybeMoreData.get();
    }

    @Override
    public void readComplete() {}

    /**
     * Thrown to stop a read loop: when the other end has closed, the epoll and io_uring transports read on to the end
     * of the stream however much that is, also while the channel is not to be read.
     */
    public static final class ReadingPaused extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** The only one. */
        @SuppressWarnings("StaticAssignmentOfThrowable") // has no stack trace and no state
        public static final ReadingPaused INSTANCE = new ReadingPaused();

        private ReadingPaused() {
            super("reading is paused", null, false, false);
        }
    }
}
