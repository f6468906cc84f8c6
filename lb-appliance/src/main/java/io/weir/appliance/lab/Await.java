package io.weir.appliance.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for conditions that other processes bring about, each with a deadline. */
public final class Await {
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private Await() {}

    /**
     * Waits until the condition holds.
     *
     * @param what completes the sentence "waited 5 s for …"
     * @return how long it took
     * @throws LabException when the deadline passes first
     */
    public static Duration until(String what, Duration deadline, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > deadline.toNanos()) {
                throw new LabException("waited " + seconds(deadline) + " for " + what);
            }
            pause();
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /**
     * Waits until a reading is as wanted.
     *
     * @return the first reading that is
     * @throws LabException with the last reading, when the deadline passes first
     */
    public static <T> T reading(String what, Duration deadline, Supplier<T> source, Predicate<T> wanted) {
        long start = System.nanoTime();
        while (true) {
            T reading = source.get();
            if (wanted.test(reading)) {
                return reading;
            }
            if (System.nanoTime() - start > deadline.toNanos()) {
                throw new LabException("waited " + seconds(deadline) + " for " + what + ", last seen: " + reading);
            }
            pause();
        }
    }

    /** Lets the given time pass, for what must still be so afterwards. */
    public static void elapse(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            requireNotInterrupted();
        }
    }

    private static void pause() {
        LockSupport.parkNanos(POLL_NANOS);
        requireNotInterrupted();
    }

    private static void requireNotInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new LabException("interrupted while waiting");
        }
    }

    static String seconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }
}
