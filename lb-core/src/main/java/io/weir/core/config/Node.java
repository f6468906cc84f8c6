package io.weir.core.config;

import java.util.List;

/** The file as a tree that knows where everything stands. Scalars keep their text: YAML's guesses at types are not used. */
sealed interface Node {
    /** Where it begins. */
    Place place();

    /** What people call it. */
    String kind();

    /** Keys with values, in the order of the file; keys may repeat. */
    record Mapping(Place place, List<Entry> entries) implements Node {
        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** A list. */
    record Sequence(Place place, List<Node> items) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A word, number or quoted text. */
    record Scalar(Place place, String text) implements Node {
        @Override
        public String kind() {
            return "a single value";
        }
    }

    /** {@code null}, {@code ~} or nothing at all. */
    record Empty(Place place) implements Node {
        @Override
        public String kind() {
            return "empty";
        }
    }

    /** A key and its value. */
    record Entry(String key, Place place, Node value) {}
}
