package io.weir.arp.announce;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs things later, one at a time, off the caller's thread. */
public interface Timer extends AutoCloseable {
    /** Runs the task after the delay, unless closed before. */
    void after(Duration delay, Runnable task);

    /** Drops what has not begun. */
    @Override
    void close();

    /** One daemon thread, started by the first task; a platform thread, as downcalls would pin a virtual one. */
    static Timer onDaemonThread(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name(name).daemon().factory());
        return new Timer() {
            @Override
            public void after(Duration delay, Runnable task) {
                var _ = executor.schedule(logging(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            }

            @Override
            public void close() {
                executor.shutdownNow();
            }
        };
    }

    /** An executor keeps the exception of a task for a caller who asks; nobody does here. */
    private static Runnable logging(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                System.getLogger("io.weir.arp.announce").log(Level.ERROR, "announcing failed", e);
            }
        };
    }
}
