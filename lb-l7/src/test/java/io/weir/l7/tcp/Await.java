package io.weir.l7.tcp;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions, with a deadline. */
final class Await {
    private Await() {}

    static void until(String what, BooleanSupplier condition) {
        until(what, Duration.ofSeconds(10), condition);
    }

    static void until(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + limit + ": " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Lets real time pass, where the passing of time is what is tested. */
    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        until("time", time.plusSeconds(1), () -> System.nanoTime() >= end);
    }
}
