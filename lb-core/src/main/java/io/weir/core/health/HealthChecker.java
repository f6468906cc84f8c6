package io.weir.core.health;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Runs health checks on virtual threads: one for each target, however many services have it, with starts spread over
 * time.
 */
public final class HealthChecker implements AutoCloseable {
    private final Probe probe;
    private final RunningCheck.Clocks clocks;
    private final RandomGenerator random;
    private final StartPacer pacer = new StartPacer();
    private final CheckFigures figures = new CheckFigures();
    // By what is the same for all who share a check.
    private final Map<CheckTarget, RunningCheck> running = new HashMap<>();
    private int standings;
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
        this.clocks = new RunningCheck.Clocks(nanoClock, InstantSource.system());
        this.random = random;
    }

    /**
     * Starts checking at once, except for the pacing; where the target is checked already, for another, the check is
     * shared.
     *
     * @param from where the counting starts
     * @param listener hears each change
     */
    public synchronized Standing start(CheckTarget target, HealthTrack from, CheckListener listener) {
        if (closed) {
            throw new IllegalStateException("the health checker is closed");
        }
        RunningCheck shared = running.get(target.shared());
        RunningCheck check = shared == null ? newCheck(target.shared()) : shared;
        Standing standing = new Standing(target, from, listener, check);
        check.add(standing);
        standings++;
        if (shared == null) {
            running.put(check.target(), check);
            check.start();
        } else {
            check.hurry();
        }
        return standing;
    }

    private RunningCheck newCheck(CheckTarget shared) {
        RandomGenerator jitter = new SplittableRandom(random.nextLong());
        CheckTimes times = new CheckTimes(clocks.nanos().getAsLong(), jitter);
        return new RunningCheck(shared, probe, times, clocks, pacer, figures);
    }

    /** Ends the counting, and with the last who counts the check, soon and without blocking. */
    public synchronized void stop(Standing standing) {
        standing.stop();
        RunningCheck check = standing.check();
        standings--;
        if (check.remove(standing)) {
            running.remove(check.target(), check);
            check.stop();
        }
    }

    /** How many targets are checked. */
    public synchronized int size() {
        return running.size();
    }

    /** How many servers of services are checked: as many as targets, or more where some share one. */
    public synchronized int standings() {
        return standings;
    }

    /** What all checks have done. */
    public CheckFigures figures() {
        return figures;
    }

    /** Ends every check and waits until their threads are gone. */
    @Override
    public void close() {
        List<RunningCheck> last;
        synchronized (this) {
            closed = true;
            last = new ArrayList<>(running.values());
            running.clear();
            standings = 0;
        }
        last.forEach(RunningCheck::stop);
        try {
            for (RunningCheck check : last) {
                check.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
