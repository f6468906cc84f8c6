package io.weir.l7.log;

import io.weir.core.service.EndReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands a line for each connection that did not end in order to one thread of its own. Event loops never wait for it:
 * what does not fit into the queue is counted and the count is reported. Of each service and reason, the first lines of
 * a second are written and the rest is counted.
 */
public final class BoundedConnectionLog implements ConnectionLog, AutoCloseable {
    /** Ends that may wait for the thread. */
    public static final int CAPACITY = 8192;
    /** Lines a second for each service and reason. */
    public static final int LINES_A_SECOND = 20;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration END = Duration.ofSeconds(2);

    private final BlockingQueue<ConnectionEnd> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder dropped = new LongAdder();
    private final Map<Kind, Window> windows = new HashMap<>();
    private final Consumer<String> lines;
    private final LongSupplier clock;
    private final Thread thread;
    private volatile boolean closed;
    private long reportedDrops;

    /** What is limited together. */
    private record Kind(String service, EndReason reason) {}

    /** The current second of one kind. */
    private static final class Window {
        private long began;
        private int written;
        private long suppressed;
    }

    /**
     * Starts the thread.
     *
     * @param lines where lines go; called on the thread, may block
     */
    public BoundedConnectionLog(Consumer<String> lines) {
        this(lines, System::nanoTime);
    }

    BoundedConnectionLog(Consumer<String> lines, LongSupplier clock) {
        this.lines = lines;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("weir-connection-log").start(this::run);
    }

    @Override
    public boolean wants(EndReason reason) {
        return reason != EndReason.DONE;
    }

    @Override
    public void ended(ConnectionEnd end) {
        if (!queue.offer(end)) {
            dropped.increment();
        }
    }

    /** Ends that did not fit into the queue since the start. */
    public long dropped() {
        return dropped.sum();
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                ConnectionEnd end = queue.poll(SECOND, TimeUnit.NANOSECONDS);
                write(end);
            }
        } catch (InterruptedException e) {
            // Only close() interrupts: what is queued is written, nothing more is waited for.
            for (ConnectionEnd end = queue.poll(); end != null; end = queue.poll()) {
                write(end);
            }
        }
        windows.forEach(this::report);
    }

    private void write(@Nullable ConnectionEnd end) {
        long now = clock.getAsLong();
        windows.entrySet().removeIf(entry -> {
            boolean over = now - entry.getValue().began >= SECOND;
            if (over) {
                report(entry.getKey(), entry.getValue());
            }
            return over;
        });
        reportDrops();
        if (end == null) {
            return;
        }
        Window window = windows.computeIfAbsent(new Kind(end.service(), end.reason()), kind -> {
            Window fresh = new Window();
            fresh.began = now;
            return fresh;
        });
        if (window.written < LINES_A_SECOND) {
            window.written++;
            lines.accept(end.text());
        } else {
            window.suppressed++;
        }
    }

    private void report(Kind kind, Window window) {
        if (window.suppressed > 0) {
            lines.accept("... and " + window.suppressed + " more connections ended service=" + kind.service()
                    + " reason=" + kind.reason().key());
        }
    }

    private void reportDrops() {
        long drops = dropped.sum();
        if (drops > reportedDrops) {
            lines.accept((drops - reportedDrops) + " ended connections were not logged: the log is too slow");
            reportedDrops = drops;
        }
    }

    /** Writes what is queued and ends the thread, within two seconds. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
