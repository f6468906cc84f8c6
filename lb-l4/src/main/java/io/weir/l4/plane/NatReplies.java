package io.weir.l4.plane;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.service.Health;
import io.weir.core.service.Mode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
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

    /** When clients have sent it nothing for so long, nothing is known of it any more. */
    private static final long FORGET_NANOS = 60_000_000_000L;

    private final Map<Integer, Seen> servers = new HashMap<>();
    private final InstantSource clock;
    private final Map<Integer, Silent> silent = new HashMap<>();

    /**
     * What had come by when the server was heard last, or at first.
     *
     * @param connections that had been given to it
     */
    private record Seen(long packetsIn, long packetsOut, long connections, long at) {}

    /**
     * A server whose replies do not come by.
     *
     * @param packetsIn at the last look
     * @param at when they became more
     */
    private record Silent(Instant since, long connections, long packetsIn, long at) {}

    NatReplies(InstantSource clock) {
        this.clock = clock;
    }

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
        silent.keySet().retainAll(watched);
    }

    private boolean isNewlySilent(ServerSnapshot server, long now) {
        long in = server.load().packetsIn();
        long out = server.load().packetsOut();
        Seen seen = servers.get(server.id());
        if (seen == null || out != seen.packetsOut() || server.health() == Health.DOWN || in == seen.packetsIn()) {
            servers.put(server.id(), new Seen(in, out, server.load().total(), now));
            if (seen != null && out != seen.packetsOut()) {
                silent.remove(server.id());
            }
            return false;
        }
        Silent known = silent.get(server.id());
        if (known != null) {
            if (in == known.packetsIn() && now - known.at() >= FORGET_NANOS) {
                silent.remove(server.id());
                servers.put(server.id(), new Seen(in, out, server.load().total(), now));
            } else if (in != known.packetsIn()) {
                silent.put(server.id(), new Silent(known.since(), unanswered(server, seen), in, now));
            }
            return false;
        }
        if (in - seen.packetsIn() < FEWEST_PACKETS || now - seen.at() < SILENCE_NANOS) {
            return false;
        }
        silent.put(server.id(), new Silent(clock.instant(), unanswered(server, seen), in, now));
        return true;
    }

    /** Connections since it was heard; a known one may have gone silent, too. */
    private static long unanswered(ServerSnapshot server, Seen seen) {
        return Math.max(1, server.load().total() - seen.connections());
    }

    /** What to tell of a service; null if nothing. */
    @Nullable String problem(ServiceSnapshot service) {
        String text = service.servers().stream()
                .filter(server -> silent.containsKey(server.id()))
                .map(server -> describe(server.name(), Objects.requireNonNull(silent.get(server.id()))))
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? null : text;
    }

    private static String describe(String name, Silent it) {
        return "replies of server \"" + name + "\" do not come by this host ("
                + (it.connections() == 1 ? "1 connection" : it.connections() + " connections") + ", "
                + Contests.since(it.since()) + ")";
    }
}
