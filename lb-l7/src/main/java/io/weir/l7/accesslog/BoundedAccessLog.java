package io.weir.l7.accesslog;

import io.weir.core.service.Layer7;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands what was served to one thread that writes it to a file. Event loops never wait and wake nobody: the thread looks
 * by itself ten times a second. What does not fit into the queue, or cannot be written, is counted, and the count is
 * reported once a second at most. The file may be renamed or removed at any time; it is opened anew within a second.
 */
public final class BoundedAccessLog implements AccessLog, AutoCloseable {
    /** Lines that may wait for the thread: a third of a second of 200,000 requests a second. */
    public static final int CAPACITY = 65_536;

    private static final long LOOK = Duration.ofMillis(100).toNanos();
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration END = Duration.ofSeconds(5);
    private static final int FULL_BUFFER = 64 * 1024;

    private final ConcurrentLinkedQueue<Line> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final Path path;
    private final AccessFile file;
    private final Consumer<String> reports;
    private final AccessFormat format = new AccessFormat(ZoneId.systemDefault());
    private final LineBuffer buffer = new LineBuffer();
    private final Thread thread;
    private volatile boolean closed;

    // Of the thread alone.
    private int buffered;
    private long reportedDrops;
    private long nextSecond;
    private @Nullable String obstacle;

    private record Line(Layer7.AccessLog form, Access access) {}

    /**
     * Starts the thread. The file is made with the first line.
     *
     * @param reports hears of lines that were lost, and of a file that cannot be written; called on the thread
     */
    public BoundedAccessLog(Path path, Consumer<String> reports) {
        this.path = path;
        this.file = new AccessFile(path);
        this.reports = reports;
        this.nextSecond = System.nanoTime() + SECOND;
        this.thread = Thread.ofPlatform().daemon().name("weir-access-log").start(this::run);
    }

    @Override
    public void served(Layer7.AccessLog form, Access access) {
        if (closed || waiting.get() >= CAPACITY) {
            dropped.increment();
            return;
        }
        waiting.incrementAndGet();
        queue.add(new Line(form, access));
    }

    /** Lines that were not written since the start. */
    public long dropped() {
        return dropped.sum();
    }

    private void run() {
        while (!closed) {
            drain();
            everySecond();
            LockSupport.parkNanos(LOOK);
        }
        // What event loops still hand over is dropped from here on.
        drain();
        reportDrops();
        try {
            file.close();
        } catch (IOException e) {
            reports.accept(path + " could not be closed: " + e);
        }
    }

    private void drain() {
        for (Line line = queue.poll(); line != null; line = queue.poll()) {
            waiting.decrementAndGet();
            format.write(line.form(), line.access(), buffer);
            buffered++;
            if (buffer.size() >= FULL_BUFFER) {
                write();
                everySecond();
            }
        }
        write();
    }

    private void write() {
        if (buffered == 0) {
            return;
        }
        try {
            file.append(buffer.content());
            obstacle = null;
        } catch (IOException e) {
            dropped.add(buffered);
            failed(e);
        }
        buffered = 0;
        buffer.clear();
    }

    private void everySecond() {
        long now = System.nanoTime();
        if (now - nextSecond < 0) {
            return;
        }
        nextSecond = now + SECOND;
        if (obstacle != null || file.isOpen()) {
            try {
                file.look();
                obstacle = null;
            } catch (IOException e) {
                failed(e);
            }
        }
        reportDrops();
    }

    private void failed(IOException e) {
        String words = e.toString();
        if (!words.equals(obstacle)) {
            obstacle = words;
            reports.accept("the access log " + path + " cannot be written: " + words
                    + "; make room or give Weir the right to write there, or set l7.access-log-file");
        }
    }

    private void reportDrops() {
        long drops = dropped.sum();
        if (drops > reportedDrops) {
            reports.accept((drops - reportedDrops) + " lines of the access log " + path + " were lost");
            reportedDrops = drops;
        }
    }

    /** Writes what waits and ends the thread, within five seconds. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
