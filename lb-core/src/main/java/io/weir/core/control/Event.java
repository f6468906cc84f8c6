package io.weir.core.control;

import io.weir.core.health.CheckReason;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One transition. Log line, metrics and event stream all come from it. */
public sealed interface Event {
    /** When it happened. */
    Instant at();

    /** One line for people, without the time. */
    String text();

    /** Checks changed their verdict on a server. */
    record HealthChanged(
            Instant at,
            ServerKey server,
            Health from,
            Health to,
            @Nullable CheckReason reason) implements Event {
        @Override
        public String text() {
            return "server " + server + " " + from.key() + " -> " + to.key() + (reason == null ? "" : ": " + reason);
        }
    }

    /** The operator changed a server's admin state. */
    record AdminStateChanged(Instant at, ServerKey server, AdminState from, AdminState to) implements Event {
        @Override
        public String text() {
            return "server " + server + " " + from.key() + " -> " + to.key() + " by the operator";
        }
    }

    /** The operator changed a server's weight at run time. */
    record WeightChanged(Instant at, ServerKey server, int from, int to) implements Event {
        @Override
        public String text() {
            return "server " + server + " weight " + from + " -> " + to;
        }
    }

    /** The last connection of a draining server ended. */
    record Drained(Instant at, ServerKey server) implements Event {
        @Override
        public String text() {
            return "server " + server + " is drained: its last connection ended";
        }
    }

    /** A service's state changed. */
    record ServiceStateChanged(Instant at, String service, ServiceState from, ServiceState to) implements Event {
        @Override
        public String text() {
            return "service " + service + " " + from.key() + " -> " + to.key();
        }
    }

    /** A configuration is in force. */
    record ConfigurationApplied(Instant at, long version, List<String> changes) implements Event {
        @Override
        public String text() {
            return "configuration version " + version + " applied: "
                    + (changes.isEmpty() ? "no change" : String.join("; ", changes));
        }
    }
}
