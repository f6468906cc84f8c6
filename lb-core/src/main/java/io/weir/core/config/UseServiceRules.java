package io.weir.core.config;

import io.weir.core.config.HttpSchema.Rule;
import io.weir.core.config.HttpSchema.Then;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code use-service}: the other service is there, has HTTP mode, and does not lead back. */
final class UseServiceRules {
    private final Problems problems;
    private final Map<String, Fields> services = new HashMap<>();

    UseServiceRules(Problems problems) {
        this.problems = problems;
    }

    /** Checks all services, with defaults merged in. */
    void check(List<Fields> all) {
        for (Fields service : all) {
            String name = service.optional(ServiceSchema.NAME);
            if (name != null) {
                services.putIfAbsent(name, service);
            }
        }
        for (Fields service : all) {
            for (Fields then : actions(service)) {
                String target = then.optional(Then.USE_SERVICE);
                String wrong = target == null ? null : wrong(service, target);
                if (wrong != null) {
                    problems.add(then, Then.USE_SERVICE, wrong);
                }
            }
        }
    }

    private static List<Fields> actions(Fields service) {
        Fields http = Layer4Rules.apply(service) ? null : service.optional(ServiceSchema.HTTP);
        return http == null
                ? List.of()
                : http.groups(HttpSchema.RULES).stream()
                        .map(rule -> rule.group(Rule.THEN))
                        .toList();
    }

    private @Nullable String wrong(Fields service, String name) {
        Fields target = services.get(name);
        if (target == null) {
            return "there is no service \"" + name + "\"; " + Suggestion.of(name, services.keySet());
        }
        if (target == service) {
            return "is this very service; remove it, or name another one";
        }
        String other = AddressRules.label(target);
        if (Layer4Rules.apply(target) || target.optional(ServiceSchema.HTTP) == null) {
            return "service " + other
                    + " has no http, so it cannot take a request; add http to it, or name another one";
        }
        return reaches(target, service)
                ? "service " + other + " leads back to this one by its own use-service; remove one of the two"
                : null;
    }

    private boolean reaches(Fields from, Fields to) {
        Set<Fields> seen = new HashSet<>();
        Deque<Fields> next = new ArrayDeque<>(List.of(from));
        while (!next.isEmpty()) {
            Fields service = next.remove();
            if (service == to) {
                return true;
            }
            if (seen.add(service)) {
                for (Fields then : actions(service)) {
                    String name = then.optional(Then.USE_SERVICE);
                    Fields target = name == null ? null : services.get(name);
                    if (target != null) {
                        next.add(target);
                    }
                }
            }
        }
        return false;
    }
}
