package io.weir.appliance.socket;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into commands and a command into words. */
final class Words {
    private Words() {}

    /** Commands stand between {@code ;}; {@code \;} is no end. Blank ones count for nothing. */
    static List<String> commands(String line) {
        List<String> commands = new ArrayList<>();
        StringBuilder command = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) == ';') {
                command.append(';');
                i++;
            } else if (c == ';') {
                add(commands, command);
            } else {
                command.append(c);
            }
        }
        add(commands, command);
        return commands;
    }

    private static void add(List<String> commands, StringBuilder command) {
        String text = command.toString().strip();
        command.setLength(0);
        if (!text.isEmpty()) {
            commands.add(text);
        }
    }

    /** Words stand between blanks. */
    static List<String> of(String command) {
        return List.of(command.strip().split("\\s+"));
    }
}
