package io.weir.l7.tls;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who answers to which host name: exact names first, then {@code *.suffix}, which stands for one label or more, the
 * longest suffix first; then the one for every other name. Immutable.
 */
public final class ServerNames<T> {
    private final Map<String, T> exact;
    private final Map<String, T> suffixes;
    private final @Nullable T otherwise;

    private ServerNames(Map<String, T> exact, Map<String, T> suffixes, @Nullable T otherwise) {
        this.exact = Map.copyOf(exact);
        this.suffixes = Map.copyOf(suffixes);
        this.otherwise = otherwise;
    }

    /** Who answers to this name, in lower case; null asks for the one without a name. Null when nobody does. */
    public @Nullable T find(@Nullable String name) {
        T named = name == null ? null : named(name);
        return named == null ? otherwise : named;
    }

    private @Nullable T named(String given) {
        String name = given.endsWith(".") ? given.substring(0, given.length() - 1) : given;
        T found = exact.get(name);
        if (found != null || suffixes.isEmpty()) {
            return found;
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            T by = suffixes.get(name.substring(dot + 1));
            if (by != null) {
                return by;
            }
        }
        return null;
    }

    /** The one for every name that no other has; null where there is none. */
    public @Nullable T otherwise() {
        return otherwise;
    }

    /** Whether names make a difference. */
    public boolean distinguishes() {
        return !exact.isEmpty() || !suffixes.isEmpty();
    }

    /** Collects names; the first that claims one has it. */
    public static final class Builder<T> {
        private final Map<String, T> exact = new HashMap<>();
        private final Map<String, T> suffixes = new HashMap<>();
        private @Nullable T otherwise;

        /** {@code name} in lower case, exact or {@code *.suffix}. */
        public Builder<T> add(String name, T owner) {
            if (name.startsWith("*.")) {
                suffixes.putIfAbsent(name.substring(2), owner);
            } else {
                exact.putIfAbsent(name, owner);
            }
            return this;
        }

        /** For every other name, and where there is none. */
        public Builder<T> otherwise(T owner) {
            if (otherwise == null) {
                otherwise = owner;
            }
            return this;
        }

        /** What was collected. */
        public ServerNames<T> build() {
            return new ServerNames<>(exact, suffixes, otherwise);
        }
    }
}
