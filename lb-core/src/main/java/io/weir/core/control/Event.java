package io.weir.core.control;

import io.weir.core.feedback.AgentWord;
import io.weir.core.health.CheckReason;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
            return "server " + server + " " + from.key() + " -> " + to.key()
                    + (reason == null || !isBad(to) ? "" : ": " + reason);
        }
    }

    private static boolean isBad(Health to) {
        return to == Health.DOWN || to == Health.GOING_DOWN;
    }

    /** The operator changed a server's admin state. */
    record AdminStateChanged(Instant at, ServerKey server, AdminState from, AdminState to) implements Event {
        @Override
        public String text() {
            return "server " + server + " " + from.key() + " -> " + to.key() + " by the operator";
        }
    }

    /** The agent on a server changed its mind on whether it takes clients; of weights alone nothing is told. */
    record AgentStateChanged(Instant at, ServerKey server, AgentWord from, AgentWord to) implements Event {
        @Override
        public String text() {
            return "server " + server + " " + from.state() + " -> " + to.state() + " by its agent"
                    + (to.text().isEmpty() ? "" : ", which said \"" + to.text() + "\"");
        }
    }

    /** At the start: what the operator said of a server before it. */
    record AdminStateRemembered(
            Instant at,
            ServerKey server,
            AdminState state,
            @Nullable Instant since) implements Event {
        @Override
        public String text() {
            return "server " + server + " is " + state.key() + ", as the operator said"
                    + (since == null ? "" : " at " + since.truncatedTo(ChronoUnit.SECONDS)) + " (remembered)";
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

    /** A configuration was valid but this machine cannot carry it; the one before stays in force. */
    record ConfigurationRefused(Instant at, List<String> problems) implements Event {
        /** Copies the list. */
        public ConfigurationRefused {
            problems = List.copyOf(problems);
        }

        @Override
        public String text() {
            return "configuration refused: " + String.join("; ", problems);
        }
    }

    /** The operator made a service forget clients. */
    record SessionsCleared(Instant at, String service, int count) implements Event {
        @Override
        public String text() {
            return "service " + service + ": " + count + (count == 1 ? " session" : " sessions")
                    + " cleared by the operator";
        }
    }

    /** Asking the wire about a service's address has shown that something is wrong, or is no more. */
    record AddressFinding(Instant at, String service, String finding, boolean over) implements Event {
        @Override
        public String text() {
            return "service " + service + ": " + (over ? "no longer: " : "") + finding;
        }
    }

    /** Something that must be remembered over a restart could not be read or written. */
    record StateProblem(Instant at, String problem) implements Event {
        @Override
        public String text() {
            return problem;
        }
    }
}
