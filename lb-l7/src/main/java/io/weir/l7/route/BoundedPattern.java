package io.weir.l7.route;

import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression with a bound on its work, so that no text can make it backtrack for long. A search reads at most
 * {@link #MOST_STEPS} characters, each counted as often as it is read, of a text of at most {@link #MOST_LENGTH}.
 */
final class BoundedPattern {
    /** Characters read in one search: about a millisecond. */
    static final int MOST_STEPS = 100_000;
    /** Characters of a text that is searched at all. */
    static final int MOST_LENGTH = 8192;

    private final Pattern pattern;
    private final LongAdder aborts;

    /**
     * Compiles anew with every character matched by the dot: a line separator in a path must not end a match.
     *
     * @param aborts counts searches that were given up
     */
    BoundedPattern(Pattern pattern, LongAdder aborts) {
        this.pattern = Pattern.compile(pattern.pattern(), pattern.flags() | Pattern.DOTALL | Pattern.UNIX_LINES);
        this.aborts = aborts;
    }

    /** Whether the text contains a match. */
    Truth find(String text) {
        if (text.length() > MOST_LENGTH) {
            aborts.increment();
            return Truth.UNKNOWN;
        }
        try {
            return Truth.of(pattern.matcher(new CountedText(text)).find());
        } catch (OutOfSteps | StackOverflowError e) {
            // The engine recurses by the length of the text for some expressions: as bad as too many steps.
            aborts.increment();
            return Truth.UNKNOWN;
        }
    }

    /** The text with each match replaced; null when that took too long. */
    @Nullable String replaceAll(String text, String replacement) {
        if (text.length() > MOST_LENGTH) {
            aborts.increment();
            return null;
        }
        try {
            Matcher matcher = pattern.matcher(new CountedText(text));
            return matcher.replaceAll(replacement);
        } catch (OutOfSteps | StackOverflowError e) {
            aborts.increment();
            return null;
        }
    }

    /** A text that can be read so many times only. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private int left = MOST_STEPS;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new OutOfSteps();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Ends a search; without a stack trace, which nobody reads. */
    private static final class OutOfSteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private OutOfSteps() {
            super("too many steps", null, false, false);
        }
    }
}
