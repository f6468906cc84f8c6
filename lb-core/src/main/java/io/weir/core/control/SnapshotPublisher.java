package io.weir.core.control;

/** The one reference to the snapshot in force. Any thread reads it; only the control plane replaces it. */
public final class SnapshotPublisher {
    private volatile Snapshot current = Snapshot.empty();

    SnapshotPublisher() {}

    /** The snapshot in force. Read it once for each batch or connection. */
    public Snapshot current() {
        return current;
    }

    void publish(Snapshot next) {
        current = next;
    }
}
