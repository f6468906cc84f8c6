package io.weir.core.health.probe;

import io.weir.core.service.TextPattern;

/**
 * Looks for an expression in what a server sent. An expression that would take for ever on a text, by its server's will
 * or not, ends at the check's deadline.
 */
final class BodyMatch {
    private static final int LOOK_EVERY = 1 << 12;

    private BodyMatch() {}

    static boolean found(TextPattern pattern, String text, Deadline deadline) throws Unhealthy {
        try {
            return pattern.pattern().matcher(new TimedText(text, deadline)).find();
        } catch (OutOfTime e) {
            throw new Unhealthy("L7TOUT", "the expression took longer than " + deadline.whole() + " on what came");
        } catch (StackOverflowError e) {
            throw new Unhealthy("L7RSP", "the expression is too complex for what came");
        }
    }

    private static final class OutOfTime extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfTime() {
            super(null, null, false, false);
        }
    }

    /**
     * The engine reads each character by a call, however it goes back and forth: there the clock is read, and other
     * checks get their turn, since an expression that computes for its whole time would make them late.
     */
    private static final class TimedText implements CharSequence {
        private final String text;
        private final Deadline deadline;
        private int calls;

        TimedText(String text, Deadline deadline) {
            this.text = text;
            this.deadline = deadline;
        }

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // Virtual threads are never interrupted by the scheduler.
        public char charAt(int index) {
            if (++calls % LOOK_EVERY == 0) {
                if (deadline.passed() || Thread.currentThread().isInterrupted()) {
                    throw new OutOfTime();
                }
                Thread.yield();
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
}
