package io.weir.core.control;

import io.weir.core.feedback.AgentWord;
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
 * @param agent what the agent on it says
 */
public record ServerSnapshot(
        int id,
        RealServer definition,
        int weight,
        Health health,
        AdminState adminState,
        @Nullable CheckReason reason,
        Instant since,
        ServerLoad load,
        AgentWord agent) {
    /** A server whose agent has said nothing. */
    public ServerSnapshot(
            int id,
            RealServer definition,
            int weight,
            Health health,
            AdminState adminState,
            @Nullable CheckReason reason,
            Instant since,
            ServerLoad load) {
        this(id, definition, weight, health, adminState, reason, since, load, AgentWord.NOTHING);
    }

    /** The name of the file. */
    public String name() {
        return definition.name();
    }

    /** Whether any new client may be sent here. */
    public boolean takesNewClients() {
        return takesPersistentClients()
                && adminState == AdminState.ONLINE
                && agent.takesNewClients()
                && effectiveWeight() > 0;
    }

    /** Whether a client that is stuck to this server may still be sent here: also while it drains. */
    public boolean takesPersistentClients() {
        return health.serves() && adminState != AdminState.HALTED && agent.takesPersistentClients();
    }

    /** Whether it works, as far as checks and its agent say. */
    public boolean isHealthy() {
        return health.serves() && !agent.down();
    }

    /** The weight in force, or the share of it that its agent asks for: what schedulers go by. */
    public int effectiveWeight() {
        return agent.of(weight);
    }

    /** The same with another word of its agent. */
    ServerSnapshot withAgent(AgentWord word) {
        return word.equals(agent)
                ? this
                : new ServerSnapshot(id, definition, weight, health, adminState, reason, since, load, word);
    }
}
