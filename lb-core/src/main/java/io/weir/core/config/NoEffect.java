package io.weir.core.config;

/** Reports keys that another makes void: a mistake, unless a service only switched off what {@code defaults} describe. */
final class NoEffect {
    private final Problems problems;

    NoEffect(Problems problems) {
        this.problems = problems;
    }

    /**
     * Reports one key, if it is given.
     *
     * @param deciding the key of {@code at} that makes it void
     * @param at the mapping of the deciding key
     * @param cause in words
     */
    void check(Fields at, Key<?> deciding, Fields fields, Key<?> key, String cause) {
        check(at, deciding, fields, key, cause, "remove it");
    }

    /**
     * The same with other advice.
     *
     * @param right what would be right
     */
    void check(Fields at, Key<?> deciding, Fields fields, Key<?> key, String cause, String right) {
        Fields.Found idle = fields.found(key);
        if (idle == null || idle.value() == null || isEmpty(idle.value())) {
            return;
        }
        Fields.Found decided = at.found(deciding);
        boolean sameLevel = decided != null && decided.inherited();
        if (!idle.inherited() || sameLevel) {
            problems.add(idle.keyPlace(), idle.path(), "has no effect with " + cause + "; " + right);
        }
    }

    private static boolean isEmpty(Object value) {
        return value instanceof Fields fields && fields.saysNothing();
    }

    /** The same within one mapping. */
    void check(Fields fields, Key<?> deciding, Key<?> key, String cause) {
        check(fields, deciding, fields, key, cause);
    }

    /** Reports a key that needs another which is absent; one under {@code defaults} is for services that have it. */
    void without(Fields fields, Key<?> key, String missing) {
        Fields.Found idle = fields.found(key);
        if (idle != null && idle.value() != null && !idle.inherited()) {
            problems.add(idle.keyPlace(), idle.path(), "has no effect without " + missing + "; remove it, or add that");
        }
    }
}
