package io.weir.l4.plane;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.service.Health;
import io.weir.core.service.Mode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices servers of mode l4-nat whose replies do not come by: they have another default gateway, or clients are in
 * their own subnet. A server that checks call up, that gets packets of clients and from which none comes back for
 * some seconds, is one.
 */
final class NatReplies {
    /** A client sends its SYN at 0, 1, 3 and 7 seconds. */
    private static final int FEWEST_PACKETS = 3;

    private static final long SILENCE_NANOS = 5_000_000_000L;

    private final Map<Integer, Seen> servers = new HashMap<>();
    private final Set<Integer> silent = new HashSet<>();

    /** What had come by when the server was heard last, or at first. */
    private record Seen(long packetsIn, long packetsOut, long at) {}

    /** Looks at the figures; hears of every server that is found silent, once until it is heard again. */
    void look(Snapshot snapshot, long now, BiConsumer<ServiceSnapshot, ServerSnapshot> found) {
        Set<Integer> watched = new HashSet<>();
        for (ServiceSnapshot service : snapshot.services()) {
            if (service.definition().mode() == Mode.L4_NAT) {
                for (ServerSnapshot server : service.servers()) {
                    watched.add(server.id());
                    if (isNewlySilent(server, now)) {
                        found.accept(service, server);
                    }
                }
            }
        }
        servers.keySet().retainAll(watched);
        silent.retainAll(watched);
    }

    private boolean isNewlySilent(ServerSnapshot server, long now) {
        long in = server.load().packetsIn();
        long out = server.load().packetsOut();
        Seen seen = servers.get(server.id());
        if (seen == null || out != seen.packetsOut() || server.health() == Health.DOWN || in == seen.packetsIn()) {
            servers.put(server.id(), new Seen(in, out, now));
            if (seen != null && out != seen.packetsOut()) {
                silent.remove(server.id());
            }
            return false;
        }
        return in - seen.packetsIn() >= FEWEST_PACKETS && now - seen.at() >= SILENCE_NANOS && silent.add(server.id());
    }

    /** What to tell of a service; null if nothing. */
    @Nullable String problem(ServiceSnapshot service) {
        for (ServerSnapshot server : service.servers()) {
            if (silent.contains(server.id())) {
                return "replies of server \"" + server.name() + "\" do not come by this host";
            }
        }
        return null;
    }
}
