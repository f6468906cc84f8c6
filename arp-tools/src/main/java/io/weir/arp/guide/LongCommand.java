package io.weir.arp.guide;

import java.util.ArrayList;
import java.util.List;

/** A command in as many lines as a terminal needs; the shell reads them as one. */
final class LongCommand {
    /** With the indent of a recipe's text, 80 columns. */
    private static final int WIDTH = 76;

    private static final String INDENT = "    ";

    private LongCommand() {}

    /**
     * Breaks it behind an operator that goes on by itself, else at a blank outside quotes. What has been broken already,
     * and what has no such place, stays as it is.
     *
     * @param continuation what ends a line that goes on: a backslash, or PowerShell's grave accent
     */
    static List<String> lines(String command, char continuation) {
        if (command.length() <= WIDTH || command.endsWith("\\") || command.endsWith("`")) {
            return List.of(command);
        }
        for (String operator : List.of(" || ", " | ")) {
            int at = command.lastIndexOf(operator, WIDTH + 1 - operator.length());
            if (at > 0 && !isQuoted(command, at)) {
                int end = at + operator.length() - 1;
                return joined(command.substring(0, end), command, end + 1, continuation);
            }
        }
        for (int at = WIDTH - 2; at > INDENT.length(); at--) {
            if (command.charAt(at) == ' ' && !command.substring(0, at).isBlank() && !isQuoted(command, at)) {
                return joined(command.substring(0, at) + " " + continuation, command, at + 1, continuation);
            }
        }
        return List.of(command);
    }

    private static List<String> joined(String first, String command, int rest, char continuation) {
        int own = command.length() - command.stripLeading().length();
        List<String> lines = new ArrayList<>();
        lines.add(first);
        lines.addAll(lines(" ".repeat(own) + INDENT + command.substring(rest), continuation));
        return lines;
    }

    private static boolean isQuoted(String command, int at) {
        char open = 0;
        for (int i = 0; i < at; i++) {
            char c = command.charAt(i);
            if (open == 0 && (c == '\'' || c == '"')) {
                open = c;
            } else if (c == open) {
                open = 0;
            }
        }
        return open != 0;
    }
}
