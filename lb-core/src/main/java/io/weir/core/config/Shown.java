package io.weir.core.config;

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
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(LIMIT).forEach(c -> {
            if (isHarmless(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(String.format("\\u%04x", c));
            }
        });
        return text.codePointCount(0, text.length()) > LIMIT
                ? shown.append("...").toString()
                : shown.toString();
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
