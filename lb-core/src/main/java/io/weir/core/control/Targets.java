package io.weir.core.control;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what a command names, {@code SERVICE} or {@code SERVICE/SERVER}, and helps when it is not there. */
public final class Targets {
    /** More names than this would bury the message. */
    private static final int NAMES_SHOWN = 20;

    private Targets() {}

    /** The servers a target names: one, or all of a service. */
    static List<ServerKey> servers(Snapshot snapshot, String target) throws UnknownTargetException {
        Optional<ServerKey> key = ServerKey.parse(target);
        if (key.isPresent()) {
            server(snapshot, key.get());
            return List.of(key.get());
        }
        ServiceSnapshot service = service(snapshot, target);
        return service.servers().stream()
                .map(server -> new ServerKey(service.name(), server.name()))
                .toList();
    }

    static ServerSnapshot server(Snapshot snapshot, ServerKey key) throws UnknownTargetException {
        ServiceSnapshot service = service(snapshot, key.service());
        ServerSnapshot server = service.server(key.server());
        if (server == null) {
            List<String> known =
                    service.servers().stream().map(ServerSnapshot::name).toList();
            throw unknown(
                    "service " + service.name() + " has no server " + key.server(), "servers", key.server(), known);
        }
        return server;
    }

    /** The service of this name; the message of the exception helps to find the one that was meant. */
    public static ServiceSnapshot service(Snapshot snapshot, String name) throws UnknownTargetException {
        ServiceSnapshot service = snapshot.service(name);
        if (service == null) {
            List<String> known =
                    snapshot.services().stream().map(ServiceSnapshot::name).toList();
            throw unknown("there is no service " + name, "services", name, known);
        }
        return service;
    }

    private static UnknownTargetException unknown(String what, String kind, String name, List<String> known) {
        if (known.isEmpty()) {
            return new UnknownTargetException(what + "; none are configured");
        }
        String nearest = known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .orElseThrow();
        if (distance(name, nearest) <= Math.max(1, name.length() / 3)) {
            return new UnknownTargetException(what + "; did you mean " + nearest + "?");
        }
        String names = String.join(", ", known.subList(0, Math.min(NAMES_SHOWN, known.size())));
        String more = known.size() > NAMES_SHOWN ? " and " + (known.size() - NAMES_SHOWN) + " more" : "";
        return new UnknownTargetException(what + "; " + kind + ": " + names + more);
    }

    /** Levenshtein's distance, ignoring case. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j - 1], row[j]));
            }
        }
        return row[b.length()];
    }
}
