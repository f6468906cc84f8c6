package io.weir.appliance.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Hands lines to a thread that writes them. Whoever logs never waits: when the reader of standard error is slower than
 * we are, lines are dropped and counted, and the count is written.
 */
final class LineHandler extends Handler {
    private static final int MOST_WAITING = 8192;
    private static final String END = "";

    private final OutputStream out;
    private final BlockingQueue<String> waiting;
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;
    private volatile boolean closed;

    LineHandler(OutputStream out) {
        this(out, MOST_WAITING);
    }

    LineHandler(OutputStream out, int mostWaiting) {
        this.out = out;
        this.waiting = new ArrayBlockingQueue<>(mostWaiting);
        setFormatter(new LineFormatter());
        writer = Thread.ofPlatform().name("log").daemon().start(this::writeAll);
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record) && !closed && !waiting.offer(getFormatter().format(record))) {
            dropped.incrementAndGet();
        }
    }

    private void writeAll() {
        try {
            for (String line = waiting.take(); !line.equals(END); line = waiting.take()) {
                out.write(line.getBytes(StandardCharsets.UTF_8));
                long lost = dropped.getAndSet(0);
                if (lost > 0) {
                    String note = LineFormatter.line(
                            Instant.now(), Level.WARNING, lost + " log lines were dropped: standard error is too slow");
                    out.write(note.getBytes(StandardCharsets.UTF_8));
                }
                if (waiting.isEmpty()) {
                    out.flush();
                }
            }
            out.flush();
        } catch (IOException e) {
            // Nobody reads standard error any more, so there is nowhere to say it.
            closed = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void flush() {}

    /** Writes what waits, for at most two seconds. */
    @Override
    public void close() {
        closed = true;
        try {
            if (waiting.offer(END, 1, TimeUnit.SECONDS)) {
                writer.join(1000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
