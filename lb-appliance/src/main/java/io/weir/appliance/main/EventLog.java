package io.weir.appliance.main;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.weir.core.control.Event;
import io.weir.core.control.ServiceState;
import io.weir.core.service.Health;

/** Writes every event to the log, one line each. */
final class EventLog {
    private static final System.Logger LOG = System.getLogger("io.weir.event");

    private EventLog() {}

    static void write(Event event) {
        LOG.log(level(event), event.text());
    }

    private static System.Logger.Level level(Event event) {
        return switch (event) {
            case Event.ServiceStateChanged change
            when change.to() == ServiceState.DOWN
                    || change.to() == ServiceState.FALLBACK
                    || change.to() == ServiceState.DEGRADED -> WARNING;
            case Event.HealthChanged change when change.to() == Health.DOWN -> WARNING;
            case Event.AdminStateRemembered remembered -> WARNING;
            case Event.ConfigurationRefused refused -> ERROR;
            case Event.StateProblem problem -> ERROR;
            case Event.AddressFinding finding -> finding.over() ? INFO : WARNING;
            case Event.HealthChanged change -> INFO;
            case Event.AdminStateChanged change -> INFO;
            case Event.AgentStateChanged change -> change.to().takesNewClients() ? INFO : WARNING;
            case Event.WeightChanged change -> INFO;
            case Event.Drained drained -> INFO;
            case Event.ServiceStateChanged change -> INFO;
            case Event.ConfigurationApplied applied -> INFO;
            case Event.SessionsCleared cleared -> INFO;
        };
    }
}
