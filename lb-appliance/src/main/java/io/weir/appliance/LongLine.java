package io.weir.appliance;

import java.util.ArrayList;
import java.util.List;

/** A line that is longer than a terminal is wide. */
public final class LongLine {
    private static final char ESCAPE = '\u001b';

    private LongLine() {}

    /**
     * Breaks it between words, and within one only where it has no end on a line of its own; a line with colours stays
     * as it is.
     *
     * @param width columns of the terminal, more than indent
     * @param indent blanks before the second and later lines, beyond those of the first
     */
    public static List<String> broken(String line, int width, int indent) {
        if (line.length() <= width || line.indexOf(ESCAPE) >= 0) {
            return List.of(line);
        }
        int own = line.length() - line.stripLeading().length();
        String begin = " ".repeat(Math.min(own + indent, width / 2));
        List<String> lines = new ArrayList<>();
        String rest = line;
        while (rest.length() > width) {
            int end = rest.lastIndexOf(' ', width);
            boolean between = end > rest.length() - rest.stripLeading().length();
            String head = rest.substring(0, between ? end : width);
            rest = begin + rest.substring(between ? end + 1 : width);
            lines.add(head.stripTrailing());
        }
        lines.add(rest);
        return List.copyOf(lines);
    }
}
