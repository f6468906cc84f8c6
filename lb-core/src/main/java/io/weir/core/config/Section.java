package io.weir.core.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of one mapping, in the order in which people expect them. */
final class Section {
    private final Map<String, Key<?>> keys = new LinkedHashMap<>();

    private Section(Collection<Key<?>> keys) {
        keys.forEach(key -> this.keys.put(key.name(), key));
    }

    static Section of(Key<?>... keys) {
        return new Section(Arrays.asList(keys));
    }

    /** The same with further keys. */
    Section and(Key<?>... added) {
        List<Key<?>> all = new ArrayList<>(keys.values());
        all.addAll(List.of(added));
        return new Section(all);
    }

    /** The same without some keys. */
    Section without(Key<?>... removed) {
        Set<Key<?>> gone = Set.of(removed);
        return new Section(
                keys.values().stream().filter(key -> !gone.contains(key)).toList());
    }

    @Nullable Key<?> key(String name) {
        return keys.get(name);
    }

    List<Key<?>> keys() {
        return List.copyOf(keys.values());
    }

    Collection<String> names() {
        return keys.keySet();
    }
}
