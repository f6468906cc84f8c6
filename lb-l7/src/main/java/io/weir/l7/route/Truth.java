package io.weir.l7.route;

/** What is known of a condition: a regular expression that takes too long is neither true nor false. */
enum Truth {
    NO,
    UNKNOWN,
    YES;

    static Truth of(boolean holds) {
        return holds ? YES : NO;
    }

    Truth and(Truth other) {
        return switch (this) {
            case NO -> NO;
            case UNKNOWN -> other == NO ? NO : UNKNOWN;
            case YES -> other;
        };
    }

    Truth not() {
        return switch (this) {
            case NO -> YES;
            case UNKNOWN -> UNKNOWN;
            case YES -> NO;
        };
    }
}
