package io.weir.core.config;

import org.jspecify.annotations.Nullable;

/**
 * One row of the schema.
 *
 * @param name as written
 * @param type what it holds
 * @param presence what its absence means
 * @param defaultText the default as one would write it, or in words when {@link #defaultValue} is null
 * @param defaultValue what {@link #defaultText} reads as; null when there is none or it depends on other keys
 * @param notYet null when this version has the key; otherwise what to do instead
 * @param doc one sentence with unit and range
 * @param <T> what its value becomes
 */
record Key<T>(
        String name,
        ValueType<T> type,
        Presence presence,
        String defaultText,
        @Nullable T defaultValue,
        @Nullable String notYet,
        String doc) {
    /** What the absence of a key means. */
    enum Presence {
        /** An error. */
        REQUIRED,
        /** The default; writing {@code null} is an error. */
        DEFAULTED,
        /** Nothing, or a default that depends on other keys; so does {@code null}. */
        NULLABLE
    }

    /** A key that must be given. */
    static <T> Key<T> required(String name, ValueType<T> type, String doc) {
        return new Key<>(name, type, Presence.REQUIRED, "required", null, null, doc);
    }

    /** A key with a default. */
    static <T> Key<T> of(String name, ValueType.Text<T> type, String defaultText, String doc) {
        T value = type.reader().read(defaultText, problem -> {
            throw new IllegalArgumentException("default of " + name + ": " + problem);
        });
        return new Key<>(name, type, Presence.DEFAULTED, defaultText, value, null, doc);
    }

    /** A key that may be null or absent. */
    static <T> Key<T> nullable(String name, ValueType<T> type, String absence, String doc) {
        return new Key<>(name, type, Presence.NULLABLE, absence, null, null, doc);
    }

    /** A mapping whose keys have their own defaults. */
    static Key<Fields> group(String name, Section section, String doc) {
        return new Key<>(name, new ValueType.Group(section), Presence.DEFAULTED, "", null, null, doc);
    }

    /** A single value or list of a later version; {@code instead} says what to do in this one. */
    static Key<Void> notYet(String name, String instead, String doc) {
        return new Key<>(name, new ValueType.Opaque(), Presence.NULLABLE, "", null, instead, doc);
    }

    /** A mapping of a later version. */
    static Key<Fields> notYet(String name, Section section, String instead, String doc) {
        return new Key<>(name, new ValueType.Group(section), Presence.NULLABLE, "", null, instead, doc);
    }
}
