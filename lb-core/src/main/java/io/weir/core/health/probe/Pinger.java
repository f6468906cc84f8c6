package io.weir.core.health.probe;

import io.weir.core.health.CheckTarget;

/** Sends ICMP echo requests, for which the JDK has no socket. */
@FunctionalInterface
public interface Pinger {
    /**
     * Sends an echo request of the target's family and waits for its reply. May block; runs on the check's own virtual
     * thread, which is interrupted when the check is stopped.
     *
     * @throws Unhealthy with a code of layer 4 when none comes before the deadline
     */
    void ping(CheckTarget target, Deadline deadline) throws Unhealthy;

    /** For where there is none. */
    static Pinger none() {
        return (target, deadline) -> {
            throw new Unhealthy("SOCKERR", "this process cannot send ICMP");
        };
    }
}
