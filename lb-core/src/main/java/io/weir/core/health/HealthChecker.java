package io.weir.core.health;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Runs health checks on virtual threads: one for each target, with starts spread over time. */
public final class HealthChecker implements AutoCloseable {
    private final Probe probe;
    private final LongSupplier nanoClock;
    private final RandomGenerator random;
    private final StartPacer pacer = new StartPacer();
    private final Set<RunningCheck> running = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /** Checks with this probe, by the system's clock. */
    public HealthChecker(Probe probe) {
        this(probe, System::nanoTime, new SplittableRandom());
    }

    /**
     * For tests and for other ways to check.
     *
     * @param nanoClock must advance like {@link System#nanoTime}, for threads park by it
     * @param random the source of the jitter; used by the thread that starts checks only
     */
    public HealthChecker(Probe probe, LongSupplier nanoClock, RandomGenerator random) {
        this.probe = probe;
        this.nanoClock = nanoClock;
        this.random = random;
    }

    /**
     * Starts checking at once, except for the pacing.
     *
     * @param from where the counting starts
     * @param listener hears each change
     */
    public synchronized RunningCheck start(CheckTarget target, HealthTrack from, CheckListener listener) {
        if (closed) {
            throw new IllegalStateException("the health checker is closed");
        }
        RandomGenerator jitter = new SplittableRandom(random.nextLong());
        CheckTimes times = new CheckTimes(target.check().interval(), nanoClock.getAsLong(), jitter);
        RunningCheck check = new RunningCheck(target, from, probe, times, pacer, nanoClock, listener);
        running.add(check);
        check.start();
        return check;
    }

    /** Ends a check soon, without blocking. */
    public void stop(RunningCheck check) {
        running.remove(check);
        check.stop();
    }

    /** How many checks run. */
    public int size() {
        return running.size();
    }

    /** Ends every check and waits until their threads are gone. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (RunningCheck check : running) {
            check.stop();
        }
        try {
            for (RunningCheck check : running) {
                check.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.clear();
    }
}
