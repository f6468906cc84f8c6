package io.weir.arp.announce;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A timer whose time passes when a test says so. */
public final class ManualTimer implements Timer {
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparingInt(Entry::order));
    private Duration now = Duration.ZERO;
    private int count;
    private boolean closed;

    private record Entry(Duration at, int order, Runnable task) {}

    /** At time zero. */
    public ManualTimer() {}

    @Override
    public void after(Duration delay, Runnable task) {
        entries.add(new Entry(now.plus(delay), count++, task));
    }

    /** Runs what is due until then. */
    public void advance(Duration by) {
        now = now.plus(by);
        while (!entries.isEmpty() && entries.element().at().compareTo(now) <= 0) {
            entries.remove().task().run();
        }
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        entries.clear();
    }
}
