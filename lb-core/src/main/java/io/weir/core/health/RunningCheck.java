package io.weir.core.health;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The repeated check of one server, on a virtual thread of its own, until it is stopped. */
public final class RunningCheck {
    private static final System.Logger LOG = System.getLogger("io.weir.health");

    private final CheckTarget target;
    private final Probe probe;
    private final CheckTimes times;
    private final StartPacer pacer;
    private final LongSupplier nanoClock;
    private final CheckListener listener;
    private final Thread thread;
    private HealthTrack track;
    private volatile boolean stopped;
    private volatile @Nullable HealthTrack imposed;
    private volatile @Nullable CheckResult latest;

    RunningCheck(
            CheckTarget target,
            HealthTrack from,
            Probe probe,
            CheckTimes times,
            StartPacer pacer,
            LongSupplier nanoClock,
            CheckListener listener) {
        this.target = target;
        this.track = from;
        this.probe = probe;
        this.times = times;
        this.pacer = pacer;
        this.nanoClock = nanoClock;
        this.listener = listener;
        this.thread = Thread.ofVirtual()
                .name("weir-check-" + target.address() + ":" + target.port())
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** What is checked. */
    public CheckTarget target() {
        return target;
    }

    /** Something else than the check has found where the server stands: counting goes on from there. From any thread. */
    public void impose(HealthTrack standing) {
        imposed = standing;
    }

    /** The newest result, with how long it took; null before the first. From any thread. */
    public @Nullable CheckResult latest() {
        return latest;
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
                checkOnce();
                times.plan(nanoClock.getAsLong());
            }
        } catch (InterruptedException e) {
            // Stopped while it reported: nobody waits for the report any more.
            LOG.log(System.Logger.Level.TRACE, "check of {0} stopped", target);
        }
    }

    private void checkOnce() throws InterruptedException {
        CheckResult result = probed();
        if (stopped) {
            return;
        }
        latest = result;
        HealthTrack before = track;
        HealthTrack other = imposed;
        if (other != null) {
            imposed = null;
            before = other;
        }
        track = before.after(result, target.check());
        if (track.differsVisibly(before)) {
            listener.changed(this, track);
        }
    }

    private CheckResult probed() {
        try {
            return probe.check(target);
        } catch (RuntimeException e) {
            // A check that died would leave its server in the last state for ever.
            LOG.log(System.Logger.Level.ERROR, "the check of " + target + " failed by a fault of its own", e);
            return CheckResult.failed(new CheckReason("INTERNAL", "the check itself failed: " + e), Duration.ZERO);
        }
    }

    /** False when the check was stopped. */
    private boolean awaitStart() {
        return parkUntil(times.planned()) && parkUntil(pacer.reserve(nanoClock.getAsLong()));
    }

    private boolean parkUntil(long time) {
        while (!stopped) {
            long left = time - nanoClock.getAsLong();
            if (left <= 0) {
                return true;
            }
            LockSupport.parkNanos(this, left);
        }
        return false;
    }
}
