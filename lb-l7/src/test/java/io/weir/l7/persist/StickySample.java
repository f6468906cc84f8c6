package io.weir.l7.persist;

import io.netty.util.AsciiString;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.ServiceState;
import io.weir.core.net.IpAddress;
import io.weir.core.persist.PersistenceTable;
import io.weir.core.persist.SourceTable;
import io.weir.core.persist.TextTable;
import io.weir.core.schedule.Scheduler;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.service.Persistence;
import io.weir.core.service.PersistenceCookie;
import io.weir.core.service.RealServer;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import io.weir.core.service.VirtualService;
import io.weir.l7.fixture.HttpModes;
import io.weir.l7.fixture.ServiceBuilder;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A service of three servers, a, b and c at 10.0.0.1 to 3, whose scheduler gives turns. */
final class StickySample {
    static final ClientInfo CLIENT =
            new ClientInfo(IpAddress.of("192.0.2.7"), 40_000, IpAddress.of("198.51.100.1"), 80, null);

    private static final Duration LONG = Duration.ofMinutes(1);

    private final VirtualService definition;
    private final @Nullable PersistenceTable table;
    private final Map<String, Health> healths = new HashMap<>();
    private final Map<String, AdminState> states = new HashMap<>();
    private int turn;

    StickySample(Persistence.Type type) {
        PersistenceCookie cookie = new PersistenceCookie(
                "SERVERID", Duration.ofMinutes(10), Duration.ofMinutes(30), true, true, PersistenceCookie.SameSite.LAX);
        Persistence persistence = new Persistence(type, LONG, 32, 128, 1000, false, cookie, "x-user");
        this.table = switch (type) {
            case NONE, COOKIE -> null;
            case SOURCE_IP, X_FORWARDED_FOR -> new SourceTable(persistence, System::nanoTime);
            case APP_COOKIE, RDP_COOKIE, RDP_TOKEN, SSL_SESSION_ID, HEADER ->
                new TextTable(persistence, System::nanoTime);
        };
        this.definition = new ServiceBuilder("web", 80)
                .address("198.51.100.1")
                .persistence(persistence)
                .http(HttpModes.mode(true, false, List.of("192.0.2.0/24"), "", List.of()))
                .server("a", "10.0.0.1", 3389, 0)
                .server("b", "10.0.0.2", 3389, 0)
                .server("c", "10.0.0.3", 3389, 0)
                .build();
    }

    VirtualService definition() {
        return definition;
    }

    @Nullable PersistenceTable table() {
        return table;
    }

    void health(String server, Health health) {
        healths.put(server, health);
    }

    void adminState(String server, AdminState state) {
        states.put(server, state);
    }

    /** As it is now. */
    ServiceSnapshot service() {
        List<ServerSnapshot> servers = new ArrayList<>();
        List<ServerSnapshot> candidates = new ArrayList<>();
        for (RealServer server : definition.realServers()) {
            ServerSnapshot one = new ServerSnapshot(
                    servers.size() + 10,
                    server,
                    server.weight(),
                    healths.getOrDefault(server.name(), Health.UP),
                    states.getOrDefault(server.name(), AdminState.ONLINE),
                    null,
                    Instant.EPOCH,
                    new ServerLoad());
            servers.add(one);
            if (one.takesNewClients()) {
                candidates.add(one);
            }
        }
        Scheduler turns = (client, destination, filter) -> {
            for (int i = 0; i < candidates.size(); i++) {
                int index = turn++ % candidates.size();
                if (filter.accepts(candidates.get(index).id())) {
                    return index;
                }
            }
            return Scheduler.NONE;
        };
        return new ServiceSnapshot(definition, ServiceState.UP, servers, candidates, turns, table, new ServiceLoad());
    }

    /** A request for {@code /} with these cookies, and these further fields. */
    static RequestHead request(String cookies, String... fields) {
        return requestOf("/", cookies, fields);
    }

    static RequestHead requestOf(String target, String cookies, String... fields) {
        Fields lines = new Fields();
        if (!cookies.isEmpty()) {
            lines.add(new AsciiString("Cookie"), new AsciiString(cookies));
        }
        for (String field : fields) {
            int colon = field.indexOf(": ");
            lines.add(new AsciiString(field.substring(0, colon)), new AsciiString(field.substring(colon + 2)));
        }
        return new RequestHead(
                new AsciiString("GET"),
                true,
                new AsciiString("www.example"),
                new AsciiString(target),
                lines,
                0,
                null,
                false,
                false);
    }
}
