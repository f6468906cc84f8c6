package io.weir.appliance.status;

import io.weir.core.control.ServerKey;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.feedback.AgentReport;
import io.weir.core.feedback.AgentWord;
import io.weir.core.health.CheckRecord;
import io.weir.core.health.CheckResults;
import io.weir.core.net.PortSet;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One server's row of the overview.
 *
 * @param name its name in the file
 * @param address its address as text
 * @param port the port connections go to; 0 when that is the client's and the service has several
 * @param ports the same for people: the port, or the service's ports
 * @param weight the weight in force
 * @param health what checks say
 * @param admin what the operator says
 * @param connections open now
 * @param totalConnections since the daemon started
 * @param bytesIn payload from clients
 * @param bytesOut payload to clients
 * @param packetsIn from clients, at layer 4
 * @param packetsOut to clients, at layer 4
 * @param reason why it is not up, a code with words; null while it is
 * @param since when health or admin state last changed
 * @param effectiveWeight the share of the weight that its agent asks for
 * @param agent what its agent says
 * @param agentReport how it stands with its agent; null where none is asked
 * @param latestCheck the newest result of its check; null before the first and while it is not checked
 * @param latestFailure the newest that failed; null when none did
 */
public record RealServerStatus(
        String name,
        String address,
        int port,
        String ports,
        int weight,
        Health health,
        AdminState admin,
        int connections,
        long totalConnections,
        long bytesIn,
        long bytesOut,
        long packetsIn,
        long packetsOut,
        @Nullable String reason,
        Instant since,
        int effectiveWeight,
        AgentWord agent,
        @Nullable AgentReport agentReport,
        @Nullable CheckRecord latestCheck,
        @Nullable CheckRecord latestFailure) {
    static RealServerStatus of(ServiceSnapshot service, ServerSnapshot server, Live live) {
        PortSet servicePorts = service.definition().ports();
        int own = server.definition().port();
        CheckResults check = live.checks().apply(new ServerKey(service.name(), server.name()));
        int port = own == 0 && servicePorts.size() == 1 ? servicePorts.first() : own;
        return new RealServerStatus(
                server.name(),
                server.definition().address().toString(),
                port,
                port == 0 ? servicePorts.toString() : Integer.toString(port),
                server.weight(),
                server.health(),
                server.adminState(),
                server.load().active(),
                server.load().total(),
                server.load().bytesIn(),
                server.load().bytesOut(),
                server.load().packetsIn(),
                server.load().packetsOut(),
                server.reason() == null ? null : server.reason().toString(),
                server.since(),
                server.effectiveWeight(),
                server.agent(),
                live.agents().apply(new ServerKey(service.name(), server.name())),
                check == null ? null : check.latest(),
                check == null ? null : check.latestFailure());
    }
}
