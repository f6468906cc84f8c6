package io.weir.core.config;

import java.nio.file.Path;
import java.util.stream.IntStream;

/** Text of the file as messages repeat it: short, and without characters that could steer a terminal. */
final class Shown {
    private static final int LIMIT = 60;

    private Shown() {}

    /** In double quotes. */
    static String quoted(String text) {
        return '"' + plain(text) + '"';
    }

    /** Without quotes. */
    static String plain(String text) {
        String shown = harmless(text.codePoints().limit(LIMIT));
        return text.codePointCount(0, text.length()) > LIMIT ? shown + "..." : shown;
    }

    /** A path, as a whole. */
    static String path(Path path) {
        return harmless(path.toString().codePoints());
    }

    private static String harmless(IntStream codePoints) {
        StringBuilder shown = new StringBuilder();
        codePoints.forEach(c -> {
            if (isHarmless(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return shown.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
