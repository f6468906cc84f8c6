package io.weir.appliance.status;

import io.weir.core.control.ServerKey;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.health.CheckRecord;
import io.weir.core.health.CheckResults;
import io.weir.core.health.CheckTarget;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.service.HealthCheck;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the checks of one server.
 *
 * @param health the verdict on the server
 * @param admin what the operator says of it
 * @param reason why it is not up, a code with words; null while it is
 * @param unchecked why it is not checked; empty while it is
 * @param check where its results come from; null while it is not checked
 */
public record ServerChecks(
        ServerKey key,
        Health health,
        AdminState admin,
        @Nullable String reason,
        String unchecked,
        @Nullable CheckResults check) {
    /** Of a server now. */
    public static ServerChecks of(ServiceSnapshot service, ServerSnapshot server, @Nullable CheckResults check) {
        return new ServerChecks(
                new ServerKey(service.name(), server.name()),
                server.health(),
                server.adminState(),
                server.reason() == null ? null : server.reason().toString(),
                check == null ? why(service, server) : "",
                check);
    }

    private static String why(ServiceSnapshot service, ServerSnapshot server) {
        if (!service.definition().enabled()) {
            return "the service is disabled";
        }
        if (server.adminState() == AdminState.HALTED) {
            return "halted by the operator";
        }
        HealthCheck.Type type = service.definition().healthCheck().type();
        return "its health check is of type " + type.key();
    }

    List<CheckRecord> history() {
        return check == null ? List.of() : check.history();
    }

    @Nullable CheckRecord latestFailure() {
        return check == null ? null : check.latestFailure();
    }

    CheckTarget target() {
        return Objects.requireNonNull(check).target();
    }

    int sharers() {
        return check == null ? 0 : check.sharers();
    }
}
