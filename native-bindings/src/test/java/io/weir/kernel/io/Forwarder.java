package io.weir.kernel.io;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker that joins two links as a cable would, and remembers what kinds of frames it saw. */
final class Forwarder implements AutoCloseable {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    private final PacketIo engine;
    private final Thread thread;
    private volatile boolean ending;
    private volatile int largest;
    private final AtomicInteger superFrames = new AtomicInteger();
    private final AtomicInteger unfinished = new AtomicInteger();

    /** Whether frames are left to the host, and not sent out of the other link. */
    private final boolean passing;

    private final UnfinishedChecksums checksums = new UnfinishedChecksums();

    Forwarder(PacketIo engine) {
        this(engine, false);
    }

    Forwarder(PacketIo engine, boolean passing) {
        this.engine = engine;
        this.passing = passing;
        this.thread = Thread.ofPlatform().name("forwarder").start(this::run);
    }

    private void run() {
        FrameBatch batch = new FrameBatch();
        while (!ending) {
            int size = engine.receive(batch);
            for (int i = 0; i < size; i++) {
                largest = Math.max(largest, batch.length(i));
                superFrames.addAndGet(batch.segmentSize(i) > 0 ? 1 : 0);
                unfinished.addAndGet(batch.checksumUnfinished(i) ? 1 : 0);
                decide(batch, i);
            }
            engine.complete(batch);
            engine.flush();
            if (size == 0) {
                engine.await(PAUSE);
            }
        }
    }

    private void decide(FrameBatch batch, int i) {
        if (passing) {
            batch.pass(i);
            return;
        }
        if (!engine.finishedChecksums() && batch.segmentSize(i) == 0) {
            boolean finished = checksums.finish(batch.segment(i), batch.base(i), batch.length(i));
            unfinished.addAndGet(finished ? 1 : 0);
        }
        batch.transmit(i, 1 - batch.link(i));
    }

    /** Bytes of the largest frame. */
    int largest() {
        return largest;
    }

    /** Frames that stood for several packets. */
    int superFrames() {
        return superFrames.get();
    }

    /** Frames with an unfinished checksum. */
    int unfinished() {
        return unfinished.get();
    }

    @Override
    public void close() {
        ending = true;
        engine.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
