package io.weir.core.control;

import io.weir.core.health.CheckReason;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.service.RealServer;
import io.weir.core.service.ServerLoad;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One server of one service at one moment.
 *
 * @param id stable for as long as the pair (service, server) keeps its name, address and port; connections and
 *     persistence entries refer to it
 * @param definition what the file says
 * @param weight the weight in force, which the operator may have changed at run time
 * @param health what checks say
 * @param adminState what the operator says
 * @param reason why it is not up; null while it is
 * @param since when health or admin state last changed
 * @param load its live figures
 */
public record ServerSnapshot(
        int id,
        RealServer definition,
        int weight,
        Health health,
        AdminState adminState,
        @Nullable CheckReason reason,
        Instant since,
        ServerLoad load) {
    /** The name of the file. */
    public String name() {
        return definition.name();
    }

    /** Whether any new client may be sent here. */
    public boolean takesNewClients() {
        return takesPersistentClients() && adminState == AdminState.ONLINE && weight > 0;
    }

    /** Whether a client that is stuck to this server may still be sent here: also while it drains. */
    public boolean takesPersistentClients() {
        return health.serves() && adminState != AdminState.HALTED;
    }
}
