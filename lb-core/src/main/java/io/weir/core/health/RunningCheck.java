package io.weir.core.health;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** The repeated check of one target, on a virtual thread of its own, for all who count its results, until it is stopped. */
final class RunningCheck {
    private static final System.Logger LOG = System.getLogger("io.weir.health");

    private final CheckTarget target;
    private final Probe probe;
    private final CheckTimes times;
    private final Clocks clocks;
    private final StartPacer pacer;
    private final CheckFigures figures;
    private final CheckHistory history = new CheckHistory();
    private final List<Standing> standings = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile boolean hurried;

    /** The times by which checks run. */
    record Clocks(LongSupplier nanos, InstantSource wall) {}

    RunningCheck(
            CheckTarget target, Probe probe, CheckTimes times, Clocks clocks, StartPacer pacer, CheckFigures figures) {
        this.target = target;
        this.probe = probe;
        this.times = times;
        this.clocks = clocks;
        this.pacer = pacer;
        this.figures = figures;
        this.thread = Thread.ofVirtual()
                .name("weir-check-" + target.address() + ":" + target.port())
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    CheckTarget target() {
        return target;
    }

    CheckHistory history() {
        return history;
    }

    void add(Standing standing) {
        standings.add(standing);
    }

    /** Whether nobody is left. */
    boolean remove(Standing standing) {
        standings.remove(standing);
        return standings.isEmpty();
    }

    int standings() {
        return standings.size();
    }

    /** Checks at once, for one who has just come. */
    void hurry() {
        hurried = true;
        LockSupport.unpark(thread);
    }

    /** Ends the check soon; a connection attempt under way is broken off. Does not block. */
    void stop() {
        stopped = true;
        thread.interrupt();
    }

    /** Waits until the thread is gone. */
    void join() throws InterruptedException {
        thread.join();
    }

    private void run() {
        try {
            while (awaitStart()) {
                figures.started(now() - times.planned());
                checkOnce();
                times.plan(now(), gap());
            }
        } catch (InterruptedException e) {
            // Stopped while it reported: nobody waits for the report any more.
            LOG.log(System.Logger.Level.TRACE, "check of {0} stopped", shown());
        }
    }

    private void checkOnce() throws InterruptedException {
        CheckResult result = probed().cut(CheckHistory.LONGEST_TEXT);
        if (stopped) {
            return;
        }
        figures.ended(result);
        history.add(clocks.wall().instant(), result);
        long now = now();
        for (Standing standing : standings) {
            standing.take(result, now);
        }
    }

    private CheckResult probed() {
        try {
            return probe.check(target);
        } catch (RuntimeException | Error e) {
            // A check that died would leave its server in the last state for ever.
            LOG.log(System.Logger.Level.ERROR, "the check of " + shown() + " failed by a fault of its own", e);
            return CheckResult.failed(new CheckReason("INTERNAL", "the check itself failed: " + e), Duration.ZERO);
        }
    }

    /** Without what only the check and its server may know, as headers. */
    private String shown() {
        return target.check().type().key() + " " + target.address().withPort(target.port());
    }

    /** As soon as any of those who count wants it. */
    private Duration gap() {
        Duration gap = target.check().interval();
        boolean first = true;
        for (Standing standing : standings) {
            Duration wanted = standing.gap();
            gap = first || wanted.compareTo(gap) < 0 ? wanted : gap;
            first = false;
        }
        return gap;
    }

    private long now() {
        return clocks.nanos().getAsLong();
    }

    /** False when the check was stopped. */
    private boolean awaitStart() {
        while (!stopped) {
            if (hurried) {
                hurried = false;
                times.hurry(now());
            }
            long left = times.planned() - now();
            if (left <= 0) {
                return awaitPacer();
            }
            LockSupport.parkNanos(this, left);
        }
        return false;
    }

    private boolean awaitPacer() {
        long time = pacer.reserve(now());
        while (!stopped) {
            long left = time - now();
            if (left <= 0) {
                return true;
            }
            LockSupport.parkNanos(this, left);
        }
        return false;
    }
}
