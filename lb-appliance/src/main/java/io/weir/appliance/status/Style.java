package io.weir.appliance.status;

/**
 * How text for people is set.
 *
 * @param colour whether ANSI colours are used; shape and word carry the meaning either way
 * @param width columns to stay within, at least 80
 */
public record Style(boolean colour, int width) {
    /** What fits everywhere. */
    public static final Style PLAIN = new Style(false, 80);

    private static final String RESET = "\u001b[0m";

    /** Refuses less than 80 columns: the overview's columns need them. */
    public Style {
        if (width < 80) {
            throw new IllegalArgumentException("width " + width + " is less than 80");
        }
    }

    String paint(Tone tone, String text) {
        return colour && tone != Tone.NORMAL ? tone.code + text + RESET : text;
    }

    /** The few colours in use: all of the 16-colour set, so that every terminal's theme keeps them legible. */
    enum Tone {
        NORMAL(""),
        GOOD("\u001b[32m"),
        WARN("\u001b[33m"),
        BAD("\u001b[31m"),
        QUIET("\u001b[2m");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }
}
