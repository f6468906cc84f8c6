package io.weir.core.health;

import io.weir.core.service.CheckPace.Damping;
import io.weir.core.service.Health;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Holds a server down that went down too often, for a time that doubles up to a limit. Not for many threads. */
final class FlapDamper {
    /** The code of the reason of a server that is held down. */
    static final String CODE = "FLAP";

    private final Damping rules;
    // Never more than rules.falls() of them.
    private final Deque<Long> falls = new ArrayDeque<>();
    private int level;
    private Duration heldFor = Duration.ZERO;
    private long heldUntil;
    private boolean holding;

    FlapDamper(Damping rules) {
        this.rules = rules;
    }

    /**
     * The standing that holds in place of the next one.
     *
     * @param now of {@link System#nanoTime}
     */
    HealthTrack damp(HealthTrack before, HealthTrack next, long now) {
        if (next.health() == Health.DOWN && before.health().serves()) {
            fell(now);
            return next;
        }
        if (next.health() != Health.UP || before.health().serves() || !holding) {
            return next;
        }
        if (now - heldUntil >= 0) {
            holding = false;
            return next;
        }
        // One more success than this, after the hold, and it is up.
        return new HealthTrack(Health.DOWN, before.streak(), reason(before));
    }

    private void fell(long now) {
        if (!falls.isEmpty() && now - falls.getLast() > rules.within().toNanos()) {
            falls.clear();
            level = 0;
        }
        falls.addLast(now);
        if (falls.size() < rules.falls()) {
            return;
        }
        if (now - falls.getFirst() <= rules.within().toNanos()) {
            holding = true;
            heldFor = holdTime();
            heldUntil = now + heldFor.toNanos();
            level++;
        }
        falls.removeFirst();
    }

    private Duration holdTime() {
        Duration time = rules.hold();
        for (int i = 0; i < level && time.compareTo(rules.maxHold()) < 0; i++) {
            time = time.multipliedBy(2);
        }
        return time.compareTo(rules.maxHold()) > 0 ? rules.maxHold() : time;
    }

    private CheckReason reason(HealthTrack before) {
        CheckReason last = before.reason();
        if (last != null && last.code().equals(CODE)) {
            return last;
        }
        return new CheckReason(
                CODE,
                "held down for " + words(heldFor) + " though it answers: went down " + rules.falls() + " times in "
                        + words(rules.within()) + (last == null ? "" : ", last: " + last));
    }

    private static String words(Duration span) {
        long seconds = span.toSeconds();
        return span.toMillis() % 1000 != 0
                ? span.toMillis() + " ms"
                : seconds % 60 == 0 && seconds > 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
