package io.weir.kernel.io;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way into a pcap file. The worker copies them into a ring; a thread of the recording's own writes them.
 * What the ring has no room for is counted, not waited for. One recording is for one engine.
 */
public final class PcapRecording implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Path file;
    private final FrameSelector selector;
    private final int snapLength;
    private final CopyRing ring;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());
    private final AtomicLong recorded = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final long epochOffset;
    private final Thread writer;
    private volatile boolean ending;
    private volatile @Nullable IOException failure;

    private PcapRecording(Path file, FrameSelector selector, int snapLength, int ringBytes) throws IOException {
        this.file = file;
        this.selector = selector;
        this.snapLength = snapLength;
        this.ring = new CopyRing(ringBytes);
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        Instant now = Instant.now();
        this.epochOffset = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
        this.writer = Thread.ofPlatform().name("pcap").daemon().unstarted(this::write);
    }

    /**
     * Starts one.
     *
     * @param file is overwritten
     * @param snapLength most bytes of a frame that are kept, 1 to {@link FrameBatch#MAXIMUM_FRAME}
     * @param ringBytes for frames that wait to be written, at least 128 KiB
     */
    public static PcapRecording start(Path file, FrameSelector selector, int snapLength, int ringBytes)
            throws IOException {
        if (snapLength < 1 || snapLength > FrameBatch.MAXIMUM_FRAME || ringBytes < BUFFER_BYTES / 2) {
            throw new IllegalArgumentException("snap length " + snapLength + ", ring of " + ringBytes + " bytes");
        }
        PcapRecording recording = new PcapRecording(file, selector, snapLength, ringBytes);
        PcapFormat.file(recording.buffer, snapLength);
        recording.writer.start();
        return recording;
    }

    /** Where the frames go. */
    public Path file() {
        return file;
    }

    /** Frames taken so far. */
    public long recorded() {
        return recorded.getOpaque();
    }

    /** Frames selected that the ring had no room for. */
    public long lost() {
        return lost.getOpaque();
    }

    FrameSelector selector() {
        return selector;
    }

    /** By the worker. */
    void record(MemorySegment segment, long base, int length) {
        long now = System.nanoTime() + epochOffset;
        AtomicLong count = ring.add(segment, base, Math.min(length, snapLength), length, now) ? recorded : lost;
        count.setOpaque(count.getPlain() + 1);
    }

    private void write() {
        try {
            while (true) {
                boolean last = ending;
                while (buffer.remaining() < PcapFormat.RECORD_HEADER + snapLength || ring.take(buffer)) {
                    if (buffer.remaining() < PcapFormat.RECORD_HEADER + snapLength) {
                        drain();
                    }
                }
                drain();
                if (last) {
                    return;
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /**
     * Writes what waits and closes the file. The worker may still be adding; what it adds after this is not written.
     * Fails when the file could not be written.
     */
    @Override
    public void close() throws IOException {
        ending = true;
        LockSupport.unpark(writer);
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        channel.close();
        IOException cause = failure;
        if (cause != null) {
            throw new IOException("recording to " + file + " ended early: " + cause.getMessage(), cause);
        }
    }
}
