package io.weir.appliance.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code weir status --json} said at one moment.
 *
 * @param services in the order of the file
 * @param layer4 empty when no service is of layer 4
 */
public record StatusReading(List<Service> services, Optional<Layer4> layer4) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Copies the list. */
    public StatusReading {
        services = List.copyOf(services);
    }

    /**
     * Layer 4 as a whole.
     *
     * @param engine its name and how it is used, as the log says it
     * @param workers how many there are
     */
    public record Layer4(String engine, int workers) {}

    /**
     * A virtual service.
     *
     * @param connections open now
     * @param totalConnections since the start of the daemon
     * @param ended how many connections ended for each reason, as a JSON object
     */
    public record Service(
            String name, String state, int connections, long totalConnections, JsonNode ended, List<Server> servers) {
        /** Copies the list. */
        public Service {
            servers = List.copyOf(servers);
        }

        /**
         * The server of this name.
         *
         * @throws LabException when there is none
         */
        public Server server(String server) {
            return servers.stream()
                    .filter(each -> each.name().equals(server))
                    .findFirst()
                    .orElseThrow(() -> new LabException("status shows no server " + name + "/" + server));
        }

        /** How many connections ended for this reason. */
        public long endedFor(String reason) {
            return ended.path(reason).asLong(0);
        }
    }

    /**
     * A real server.
     *
     * @param connections open now
     * @param reason why it is not up, or null
     */
    public record Server(
            String name,
            String address,
            int weight,
            String health,
            String admin,
            int connections,
            long totalConnections,
            @Nullable String reason) {}

    /** Reads what {@code weir status --json} prints. */
    public static StatusReading ofJson(String json) {
        return of(JSON.readTree(json));
    }

    /** Reads what the admin socket answers to {@code json status}. */
    static StatusReading ofAnswer(String answer) {
        JsonNode whole = JSON.readTree(answer);
        if (!whole.path("ok").asBoolean()) {
            throw new LabException("the daemon refused to tell its status: " + answer);
        }
        return of(whole.path("result"));
    }

    private static StatusReading of(JsonNode status) {
        List<Service> services = new ArrayList<>();
        for (JsonNode service : status.path("virtualServices")) {
            List<Server> servers = new ArrayList<>();
            for (JsonNode server : service.path("realServers")) {
                servers.add(server(server));
            }
            services.add(new Service(
                    service.path("name").asString(),
                    service.path("state").asString(),
                    service.path("connections").asInt(),
                    service.path("totalConnections").asLong(),
                    service.path("ended"),
                    servers));
        }
        JsonNode layer4 = status.path("layer4");
        return new StatusReading(
                services,
                layer4.isObject()
                        ? Optional.of(new Layer4(
                                layer4.path("engine").asString(),
                                layer4.path("workers").size()))
                        : Optional.empty());
    }

    private static Server server(JsonNode server) {
        JsonNode reason = server.path("reason");
        return new Server(
                server.path("name").asString(),
                server.path("address").asString(),
                server.path("weight").asInt(),
                server.path("health").asString(),
                server.path("admin").asString(),
                server.path("connections").asInt(),
                server.path("totalConnections").asLong(),
                reason.isString() ? reason.asString() : null);
    }

    /**
     * The service of this name.
     *
     * @throws LabException when there is none
     */
    public Service service(String name) {
        return services.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LabException("status shows no service " + name));
    }

    /** The server of this service, both by name. */
    public Server server(String service, String server) {
        return service(service).server(server);
    }

    /** Whether every service is in this state. */
    public boolean every(String state) {
        return services.stream().allMatch(service -> service.state().equals(state));
    }
}
