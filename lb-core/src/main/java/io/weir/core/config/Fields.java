package io.weir.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of one mapping, each with its place; what is absent falls back to the schema's default. */
final class Fields {
    private final Place place;
    private final String path;
    private final Map<String, Found> found = new LinkedHashMap<>();

    Fields(Place place, String path) {
        this.place = place;
        this.path = path;
    }

    /**
     * A value in the file.
     *
     * @param value null for an explicit null, or when not valid
     * @param valid whether it could be read; if not, that has been reported
     * @param inherited whether it stands under {@code defaults}
     * @param path the full key
     * @param keyPlace where the key stands
     * @param place where the value stands
     */
    record Found(@Nullable Object value, boolean valid, boolean inherited, String path, Place keyPlace, Place place) {
        private Found with(@Nullable Object other, boolean inheritedNow) {
            return new Found(other, valid, inheritedNow, path, keyPlace, place);
        }
    }

    void put(Key<?> key, Found value) {
        found.put(key.name(), value);
    }

    /** Where the mapping begins. */
    Place place() {
        return place;
    }

    /** The full key of the mapping. */
    String path() {
        return path;
    }

    /** The value in the file, if any. */
    @Nullable Found found(Key<?> key) {
        return found.get(key.name());
    }

    /** The names of the keys that have a value, in the order of the file. */
    List<String> given() {
        return found.entrySet().stream()
                .filter(entry -> entry.getValue().value() != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether the file gives no key that asks for something, and none that could not be read. */
    boolean saysNothing() {
        return found.values().stream().allMatch(value -> value.valid() && value.value() == null);
    }

    /** Whether the file gives the key and the value could not be read. */
    boolean isInvalid(Key<?> key) {
        Found value = found.get(key.name());
        return value != null && !value.valid();
    }

    /** Whether the key stands in this mapping itself, not under {@code defaults}. */
    boolean givesItself(Key<?> key) {
        Found value = found.get(key.name());
        return value != null && !value.inherited();
    }

    /** The value, else the default, else null. */
    <T> @Nullable T optional(Key<T> key) {
        Found value = found.get(key.name());
        if (value == null || !value.valid()) {
            return key.defaultValue();
        }
        @SuppressWarnings("unchecked") // SectionReader puts only what the key's own type read
        T typed = (T) value.value();
        return typed;
    }

    /** The value, else the default, of a key that always has one. */
    <T> T value(Key<T> key) {
        T value = optional(key);
        if (value == null) {
            throw new IllegalStateException(path + "." + key.name() + " has neither value nor default");
        }
        return value;
    }

    /** The mapping under the key; one without any value when the file has none. */
    Fields group(Key<Fields> key) {
        Fields group = optional(key);
        return group == null ? new Fields(place, join(path, key.name())) : group;
    }

    /** The mappings of the list under the key. */
    List<Fields> groups(Key<List<Fields>> key) {
        List<Fields> groups = optional(key);
        return groups == null ? List.of() : groups;
    }

    /** The same, marked as standing under {@code defaults}. */
    Fields asInherited() {
        Fields marked = new Fields(place, path);
        found.forEach((key, value) -> {
            Object inner = value.value() instanceof Fields fields ? fields.asInherited() : value.value();
            marked.found.put(key, value.with(inner, true));
        });
        return marked;
    }

    /** These values over those of {@code defaults}, key by key down into nested mappings. */
    Fields over(Fields defaults) {
        Fields merged = new Fields(place, path);
        merged.found.putAll(defaults.found);
        found.forEach((key, own) -> merged.found.merge(key, own, Fields::merge));
        return merged;
    }

    private static Found merge(Found theirs, Found own) {
        if (own.value() instanceof Fields above && theirs.value() instanceof Fields below) {
            return own.with(above.over(below), false);
        }
        return own;
    }

    /** Required keys that the file does not give. */
    List<Key<?>> missing(Section section) {
        List<Key<?>> missing = new ArrayList<>();
        for (Key<?> key : section.keys()) {
            if (key.presence() == Key.Presence.REQUIRED && !found.containsKey(key.name())) {
                missing.add(key);
            }
        }
        return missing;
    }

    /** {@code path.name}; the name alone at the root. */
    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
