package io.weir.appliance.socket;

import io.weir.appliance.status.ChecksJson;
import io.weir.appliance.status.ChecksText;
import io.weir.appliance.status.Live;
import io.weir.appliance.status.ServerChecks;
import io.weir.appliance.status.Style;
import io.weir.core.control.ServerKey;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * The last checks of the servers of one service, or of one server.
 *
 * @param each whether every result is listed
 */
record ChecksAnswer(List<ServerChecks> servers, boolean each, Instant now) implements Answer {
    /** @param target {@code SERVICE} or {@code SERVICE/SERVER} */
    static ChecksAnswer of(Operations operations, String target) throws Refusal {
        Optional<ServerKey> key = ServerKey.parse(target);
        ServiceSnapshot service = operations.service(key.map(ServerKey::service).orElse(target));
        Live live = operations.live();
        List<ServerChecks> servers = service.servers().stream()
                .filter(server ->
                        key.isEmpty() || server.name().equals(key.get().server()))
                .map(server -> ServerChecks.of(
                        service, server, live.checks().apply(new ServerKey(service.name(), server.name()))))
                .toList();
        if (servers.isEmpty()) {
            String names = String.join(
                    ", ", service.servers().stream().map(ServerSnapshot::name).toList());
            throw Refusal.failed("service " + service.name() + " has no server "
                    + key.map(ServerKey::server).orElse("") + "; servers: " + names);
        }
        return new ChecksAnswer(servers, key.isPresent(), operations.now());
    }

    @Override
    public List<String> lines(Style style) {
        return ChecksText.render(servers, each, now, style);
    }

    @Override
    public void json(JsonGenerator generator) {
        ChecksJson.write(servers, generator);
    }
}
