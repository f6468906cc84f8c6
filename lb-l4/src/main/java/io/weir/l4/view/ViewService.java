package io.weir.l4.view;

import io.weir.core.control.ServiceSnapshot;
import io.weir.core.service.ServiceLoad;
import io.weir.l4.flow.FlowMode;
import org.jspecify.annotations.Nullable;

/**
 * An enabled layer 4 service.
 *
 * @param snapshot its states and its scheduler
 * @param flowMode how its flows are rewritten: a {@link FlowMode}
 * @param maxConnections most flows at a time
 * @param fallback where flows go when no server can take them; null to refuse them
 */
public record ViewService(
        ServiceSnapshot snapshot, int flowMode, int maxConnections, @Nullable ViewServer fallback) {
    /** The name of the file. */
    public String name() {
        return snapshot.name();
    }

    /** Its live figures. */
    public ServiceLoad load() {
        return snapshot.load();
    }
}
