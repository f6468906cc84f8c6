package io.weir.core.health.probe;

import java.nio.charset.StandardCharsets;

/** What a server said, made fit for a reason: one line, printable, short. */
final class Shown {
    private static final int LONGEST = 120;

    private Shown() {}

    static String of(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(4L * LONGEST)
                .map(c -> Character.isWhitespace(c) ? ' ' : c)
                .map(c -> Character.isISOControl(c) || !Character.isDefined(c) ? '?' : c)
                .filter(c -> c != ' ' || (!shown.isEmpty() && shown.charAt(shown.length() - 1) != ' '))
                .forEach(shown::appendCodePoint);
        String line = shown.toString().strip();
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…";
    }

    static String of(byte[] utf8) {
        return of(new String(utf8, StandardCharsets.UTF_8));
    }
}
