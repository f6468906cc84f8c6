package io.weir.core.config;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a key holds.
 *
 * @param <T> what it becomes
 */
sealed interface ValueType<T> {
    /**
     * A single value.
     *
     * @param what with its article, as {@code a duration}
     * @param right how to write one, as {@code write one such as 4s}
     * @param words the words to choose from; empty when it is no choice
     * @param reader reads the text
     */
    record Text<T>(String what, String right, List<String> words, Reader<T> reader) implements ValueType<T> {}

    /** A mapping with known keys. */
    record Group(Section section) implements ValueType<Fields> {}

    /**
     * A list of such mappings.
     *
     * @param right how to write it
     * @param item how to write one of them
     * @param alone whether a single mapping stands for a list of one
     */
    record Groups(Section section, String right, String item, boolean alone) implements ValueType<List<Fields>> {
        /** Those that have a {@code name} and are always a list. */
        Groups(Section section, String right) {
            this(section, right, "name: NAME", false);
        }
    }

    /**
     * A list of single values, each there once.
     *
     * @param right how to write it
     * @param alone whether a single value stands for a list of one
     * @param <T> what each becomes
     */
    record Items<T>(Text<T> item, String right, boolean alone) implements ValueType<List<Item<T>>> {
        /** A list even of one. */
        Items(Text<T> item, String right) {
            this(item, right, false);
        }
    }

    /**
     * One value of such a list.
     *
     * @param path its full key
     * @param place where it stands
     * @param <T> what it became
     */
    record Item<T>(T value, String path, Place place) {}

    /**
     * A mapping with keys of the operator's own, each there once, in order.
     *
     * @param right how to write it
     */
    record Pairs(Text<String> name, Text<String> value, String right) implements ValueType<List<Pair>> {}

    /** One entry of such a mapping. */
    record Pair(String name, String value) {}

    /** Something of a later version that is not looked into. */
    record Opaque() implements ValueType<Void> {}

    /**
     * Reads one text.
     *
     * @param <T> what it becomes
     */
    @FunctionalInterface
    interface Reader<T> {
        /** The value; or null, after telling what is wrong and what would be right. */
        @Nullable T read(String text, Consumer<String> problem);
    }
}
