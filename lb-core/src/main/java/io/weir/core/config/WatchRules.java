package io.weir.core.config;

import io.weir.core.config.ServiceSchema.Check;
import io.weir.core.config.WatchSchema.Damping;
import io.weir.core.service.CheckPace;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Mode;
import java.time.Duration;
import java.util.Objects;

/** What the times of a health check cannot mean together, and what they become. */
final class WatchRules {
    private final Problems problems;

    WatchRules(Problems problems) {
        this.problems = problems;
    }

    void check(Fields check) {
        Duration interval = check.value(Check.INTERVAL);
        Duration fast = check.optional(WatchSchema.FAST_INTERVAL);
        if (fast != null && !check.isInvalid(Check.INTERVAL) && fast.compareTo(interval) > 0) {
            tell(
                    check,
                    WatchSchema.FAST_INTERVAL,
                    DurationText.format(fast) + " is longer than the interval of " + DurationText.format(interval)
                            + "; write at most that");
        }
        Fields damping = check.optional(WatchSchema.DAMPING);
        if (damping != null) {
            damping(damping);
        }
    }

    /** Of a service with its check: only what clients reach at the VIP itself can be asked there. */
    void throughVip(Fields service) {
        Fields check = service.group(ServiceSchema.HEALTH_CHECK);
        if (check.isInvalid(WatchSchema.THROUGH_VIP) || !check.value(WatchSchema.THROUGH_VIP)) {
            return;
        }
        Fields.Found found = Objects.requireNonNull(check.found(WatchSchema.THROUGH_VIP));
        Mode mode = service.optional(ServiceSchema.MODE);
        if (mode != null && mode != Mode.L4_DR && !found.inherited()) {
            tell(
                    check,
                    WatchSchema.THROUGH_VIP,
                    "needs mode l4-dr, since with " + mode.key() + " servers do not have the VIP; remove it");
            return;
        }
        if (mode == Mode.L4_DR && !check.isInvalid(Check.TYPE) && !overTcp(check)) {
            tell(
                    check,
                    WatchSchema.THROUGH_VIP,
                    "needs a check over TCP, and type "
                            + check.value(Check.TYPE).key() + otherThanTcp(check.value(Check.TYPE)));
        }
    }

    private static String otherThanTcp(HealthCheck.Type type) {
        String other = "; remove it, or write type connect, http or another over TCP";
        return switch (type) {
            case DNS, SIP -> " asks over UDP here; write transport: tcp, or remove it";
            case RADIUS -> " asks over UDP" + other;
            default -> " is none" + other;
        };
    }

    private static boolean overTcp(Fields check) {
        return switch (check.value(Check.TYPE)) {
            case ON, OFF, PING, RADIUS, EXTERNAL -> false;
            case DNS, SIP -> !check.isInvalid(CheckSchema.TRANSPORT) && check.value(CheckSchema.TRANSPORT);
            default -> true;
        };
    }

    private void damping(Fields damping) {
        Duration hold = damping.value(Damping.HOLD);
        Duration most = damping.value(Damping.MAX_HOLD);
        if (damping.isInvalid(Damping.HOLD) || damping.isInvalid(Damping.MAX_HOLD) || hold.compareTo(most) <= 0) {
            return;
        }
        boolean tellAtMost = damping.found(Damping.MAX_HOLD) != null;
        tell(
                damping,
                tellAtMost ? Damping.MAX_HOLD : Damping.HOLD,
                tellAtMost
                        ? DurationText.format(most) + " is shorter than hold, " + DurationText.format(hold)
                                + "; write at least that"
                        : DurationText.format(hold) + " is longer than max-hold, " + DurationText.format(most)
                                + "; write at most that, or a longer max-hold");
    }

    private void tell(Fields fields, Key<?> key, String text) {
        Fields.Found found = Objects.requireNonNull(fields.found(key));
        problems.add(found.place(), found.path(), text);
    }

    /** The pace of a check that passed {@link #check}. */
    static CheckPace pace(Fields check) {
        Duration interval = check.value(Check.INTERVAL);
        Fields damping = check.optional(WatchSchema.DAMPING);
        return new CheckPace(
                Objects.requireNonNullElse(check.optional(WatchSchema.FAST_INTERVAL), CheckPace.fastFor(interval)),
                Objects.requireNonNullElse(check.optional(WatchSchema.DOWN_INTERVAL), interval),
                damping == null ? null : damped(damping));
    }

    private static CheckPace.Damping damped(Fields damping) {
        return new CheckPace.Damping(
                damping.value(Damping.FALLS),
                damping.value(Damping.WITHIN),
                damping.value(Damping.HOLD),
                damping.value(Damping.MAX_HOLD));
    }
}
