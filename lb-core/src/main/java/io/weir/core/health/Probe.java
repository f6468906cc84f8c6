package io.weir.core.health;

/** Carries out one check. */
@FunctionalInterface
public interface Probe {
    /**
     * Checks once and returns within the target's timeout. May block; runs on a virtual thread, which is interrupted
     * when the check is stopped.
     */
    CheckResult check(CheckTarget target);
}
