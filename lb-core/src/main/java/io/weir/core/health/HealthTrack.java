package io.weir.core.health;

import io.weir.core.service.Health;
import io.weir.core.service.HealthCheck;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rise and fall counting: where a server stands after the results so far.
 *
 * @param health the verdict
 * @param streak results in a row that speak for leaving this verdict
 * @param reason the latest failure; null while up and before the first failure
 */
public record HealthTrack(
        Health health, int streak, @Nullable CheckReason reason) {
    private static final HealthTrack NOTHING_KNOWN = new HealthTrack(Health.UNCHECKED, 0, null);
    private static final HealthTrack UP = new HealthTrack(Health.UP, 0, null);
    private static final HealthTrack SWITCHED_OFF =
            new HealthTrack(Health.DOWN, 0, new CheckReason("OFF", "switched off by the health check \"off\""));

    /** Before the first result. */
    public static HealthTrack unchecked() {
        return NOTHING_KNOWN;
    }

    /** Where a check of this type starts: {@code on} and {@code off} need no result. */
    public static HealthTrack initial(HealthCheck.Type type) {
        return switch (type) {
            case ON -> UP;
            case OFF -> SWITCHED_OFF;
            default -> NOTHING_KNOWN;
        };
    }

    /**
     * The standing with which a changed check takes over: the verdict holds until the new check has counted one of its
     * own, so that a new interval does not send clients to a server that is down.
     */
    public static HealthTrack takenOver(Health health, @Nullable CheckReason reason) {
        return switch (health) {
            case UP, GOING_DOWN -> UP;
            case DOWN, GOING_UP -> new HealthTrack(Health.DOWN, 0, reason);
            case UNCHECKED -> NOTHING_KNOWN;
        };
    }

    /** The standing after one more result. */
    public HealthTrack after(CheckResult result, HealthCheck rules) {
        return result.healthy() ? afterSuccess(rules) : afterFailure(result.reason(), rules);
    }

    private HealthTrack afterSuccess(HealthCheck rules) {
        return switch (health) {
            case UNCHECKED, UP, GOING_DOWN -> UP;
            case DOWN, GOING_UP ->
                streak + 1 >= rules.rise() ? UP : new HealthTrack(Health.GOING_UP, streak + 1, reason);
        };
    }

    private HealthTrack afterFailure(CheckReason failure, HealthCheck rules) {
        return switch (health) {
            case DOWN, GOING_UP -> new HealthTrack(Health.DOWN, 0, failure);
            case UNCHECKED -> counted(Health.UNCHECKED, failure, rules);
            case UP, GOING_DOWN -> counted(Health.GOING_DOWN, failure, rules);
        };
    }

    private HealthTrack counted(Health meanwhile, CheckReason failure, HealthCheck rules) {
        return streak + 1 >= rules.fall()
                ? new HealthTrack(Health.DOWN, 0, failure)
                : new HealthTrack(meanwhile, streak + 1, failure);
    }

    /** Whether people would see a difference: another verdict or another reason. */
    boolean differsVisibly(HealthTrack other) {
        return health != other.health || !Objects.equals(reason, other.reason);
    }
}
