package io.weir.core.control;

import java.util.List;
import java.util.Map;

/**
 * Something that carries traffic by the snapshot: the proxy, the layer 4 workers, the addresses of the node. Called
 * only on the control thread, but for {@link #problems}.
 *
 * <p>Planes stand in an order: those that others rely on come first, as addresses before listening sockets. They stage
 * in that order, so that what is acquired first is there for the next; they commit and roll back in reverse, so that
 * nothing is given up while another plane still uses it.
 */
public interface DataPlane {
    /**
     * Acquires what the next snapshot needs beyond the current one (addresses, listening sockets) without changing
     * what serves now. Called only when the configuration changes.
     *
     * @throws ApplyException when something cannot be had; nothing has changed then
     */
    Staged stage(Snapshot current, Snapshot next) throws ApplyException;

    /**
     * Tells that the next snapshot is in force. For a change of health, admin state or weight this is the only call;
     * for a configuration it follows {@link Staged#commit}. Must not fail and must not block.
     */
    void adopt(Snapshot current, Snapshot next);

    /**
     * Why services cannot be served as configured though nothing refused the configuration, as a VIP that another
     * station has: the service's name, and one sentence that says what is wrong and what to do. Empty when all is well.
     * From any thread; must not block.
     */
    default Map<String, String> problems() {
        return Map.of();
    }

    /** What {@link #stage} acquired; exactly one of the two is called. */
    interface Staged {
        /** Takes it into service and gives up what the next snapshot no longer needs. */
        void commit();

        /** What changes that the configuration does not say, as files it names; one sentence each, before the commit. */
        default List<String> changes() {
            return List.of();
        }

        /** Gives it back. */
        void rollback();
    }
}
