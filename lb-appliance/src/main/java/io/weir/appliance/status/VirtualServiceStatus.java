package io.weir.appliance.status;

import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.ServiceState;
import io.weir.core.service.EndReason;
import io.weir.core.service.Mode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One service's row of the overview, with its servers'.
 *
 * @param name its name in the file
 * @param address the VIP as text
 * @param ports as in the file
 * @param protocol {@code tcp}, {@code udp} or {@code tcp+udp}
 * @param mode which plane carries it and how
 * @param state the state of the whole service
 * @param connections client connections open now
 * @param totalConnections client connections since the daemon started
 * @param queued connections that wait for a place at a server
 * @param bytesIn payload from clients
 * @param bytesOut payload to clients
 * @param packetsIn from clients, at layer 4
 * @param packetsOut to clients, at layer 4
 * @param rate of the last seconds
 * @param problem what its plane says is wrong, or null
 * @param ended how many connections ended for each reason; reasons that never occurred are absent
 * @param realServers in the order of the file
 */
public record VirtualServiceStatus(
        String name,
        String address,
        String ports,
        String protocol,
        Mode mode,
        ServiceState state,
        int connections,
        long totalConnections,
        int queued,
        long bytesIn,
        long bytesOut,
        long packetsIn,
        long packetsOut,
        Rate rate,
        @Nullable String problem,
        Map<EndReason, Long> ended,
        List<RealServerStatus> realServers) {
    /** Reads a service's figures now. */
    public static VirtualServiceStatus of(ServiceSnapshot service, Live live) {
        Map<EndReason, Long> ended = new EnumMap<>(EndReason.class);
        for (EndReason reason : EndReason.values()) {
            long count = service.load().endedFor(reason);
            if (count != 0) {
                ended.put(reason, count);
            }
        }
        return new VirtualServiceStatus(
                service.name(),
                service.definition().address().toString(),
                service.definition().ports().toString(),
                service.definition().protocol().key(),
                service.definition().mode(),
                live.unserved().test(service) ? ServiceState.DOWN : service.state(),
                service.load().active(),
                service.load().total(),
                service.load().queued(),
                service.load().bytesIn(),
                service.load().bytesOut(),
                service.load().packetsIn(),
                service.load().packetsOut(),
                live.rates().apply(service),
                live.problems().get(service.name()),
                ended,
                service.servers().stream()
                        .map(server -> RealServerStatus.of(service, server, live))
                        .toList());
    }
}
