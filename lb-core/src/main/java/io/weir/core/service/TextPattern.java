package io.weir.core.service;

import java.util.regex.Pattern;

/** A compiled regular expression, equal by its text. */
public final class TextPattern {
    private final Pattern pattern;

    /** Of an expression without flags. */
    public TextPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** To match with. */
    public Pattern pattern() {
        return pattern;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextPattern that && pattern.pattern().equals(that.pattern.pattern());
    }

    @Override
    public int hashCode() {
        return pattern.pattern().hashCode();
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }
}
