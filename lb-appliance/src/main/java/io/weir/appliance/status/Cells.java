package io.weir.appliance.status;

import java.util.ArrayList;
import java.util.List;

/** Text set into columns of a fixed width. Every character used in the overview is one column wide. */
final class Cells {
    private Cells() {}

    /** Cut with an ellipsis where it is too long, filled with blanks where it is too short. */
    static String left(String text, int width) {
        return cut(text, width) + " ".repeat(Math.max(0, width - text.length()));
    }

    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + cut(text, width);
    }

    static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }

    /** Breaks after one of {@code breakAfter} where that is possible, anywhere where it is not; never empty. */
    static List<String> wrap(String text, int width, String breakAfter) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int end = width;
            while (end > 0 && breakAfter.indexOf(rest.charAt(end - 1)) < 0) {
                end--;
            }
            end = end == 0 ? width : end;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end);
        }
        lines.add(rest);
        return lines;
    }
}
