package io.weir.core.health;

/** Hears what checks conclude. */
@FunctionalInterface
public interface CheckListener {
    /**
     * The server's health, or the reason why it is not up, changed. Called on the check's own thread, one call at a
     * time for each check; may block, which delays that check only. A call may still be under way when
     * {@link HealthChecker#stop} returns.
     */
    void changed(Standing standing, HealthTrack track) throws InterruptedException;
}
