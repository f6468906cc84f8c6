package io.weir.core.health;

import io.weir.core.service.HealthCheck;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one server of one service makes of the results of a check: it counts by its own rise and fall, though others may
 * count the results of the same check too. Ends with {@link HealthChecker#stop}.
 */
public final class Standing implements CheckResults {
    private final CheckTarget target;
    private final RunningCheck check;
    private final CheckListener listener;
    private final @Nullable FlapDamper damper;
    // Of the check's thread, but for its first value.
    private volatile HealthTrack track;
    private volatile @Nullable HealthTrack imposed;
    private volatile boolean stopped;

    Standing(CheckTarget target, HealthTrack from, CheckListener listener, RunningCheck check) {
        this.target = target;
        this.track = from;
        this.listener = listener;
        this.check = check;
        this.damper = target.check().pace().damping() == null
                ? null
                : new FlapDamper(target.check().pace().damping());
    }

    @Override
    public CheckTarget target() {
        return target;
    }

    /** Something else than the check has found where the server stands: counting goes on from there. From any thread. */
    public void impose(HealthTrack standing) {
        imposed = standing;
    }

    @Override
    public @Nullable CheckRecord latest() {
        return check.history().latest();
    }

    @Override
    public @Nullable CheckRecord latestFailure() {
        return check.history().latestFailure();
    }

    @Override
    public List<CheckRecord> history() {
        return check.history().entries();
    }

    @Override
    public int sharers() {
        return check.standings();
    }

    RunningCheck check() {
        return check;
    }

    void stop() {
        stopped = true;
    }

    /** Counts a result. On the check's thread. */
    void take(CheckResult result, long now) throws InterruptedException {
        if (stopped) {
            return;
        }
        HealthTrack before = track;
        HealthTrack other = imposed;
        if (other != null) {
            imposed = null;
            if (damper != null) {
                // A fall is a fall, whoever saw it.
                damper.damp(before, other, now);
            }
            before = other;
        }
        HealthTrack next = before.after(result, target.check());
        track = damper == null ? next : damper.damp(before, next, now);
        if (track.differsVisibly(before)) {
            listener.changed(this, track);
        }
    }

    /** How long until the next result is wanted, from the start of the check before. */
    Duration gap() {
        HealthCheck rules = target.check();
        HealthTrack other = imposed;
        HealthTrack standing = other == null ? track : other;
        return switch (standing.health()) {
            case UNCHECKED, GOING_UP, GOING_DOWN -> rules.pace().fast();
            case DOWN -> rules.pace().down();
            case UP -> rules.interval();
        };
    }
}
