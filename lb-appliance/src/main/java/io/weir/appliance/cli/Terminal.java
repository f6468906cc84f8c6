package io.weir.appliance.cli;

import io.weir.appliance.LongLine;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What standard output is. The launcher knows, and tells by WEIR_COLUMNS: asking from Java would load more than the
 * command itself.
 *
 * @param colour whether colours are wanted and understood
 * @param columns its width; 80 when it is no terminal
 */
public record Terminal(boolean colour, int columns) {
    private static final int USUAL = 80;
    private static final int NARROWEST = 40;
    /** Of the second and later lines of a long one. */
    private static final int INDENT = 2;

    /** As the environment tells. */
    public static Terminal of(Map<String, String> environment) {
        String columns = environment.get("WEIR_COLUMNS");
        if (columns == null || !columns.matches("[1-9][0-9]{0,3}")) {
            return new Terminal(false, USUAL);
        }
        // https://no-color.org: present and not empty, whatever its value.
        boolean wanted = isEmpty(environment.get("NO_COLOR")) && !"dumb".equals(environment.get("TERM"));
        return new Terminal(wanted, Math.max(USUAL, Integer.parseInt(columns)));
    }

    /**
     * Lines for standard error: as they are, or, when that is a terminal, broken between words. Its width is in
     * WEIR_ERROR_COLUMNS then.
     */
    public static List<String> errorLines(Map<String, String> environment, String text) {
        return lines(environment.get("WEIR_ERROR_COLUMNS"), text);
    }

    /** The same for standard output. */
    static List<String> outputLines(Map<String, String> environment, String text) {
        return lines(environment.get("WEIR_COLUMNS"), text);
    }

    private static List<String> lines(@Nullable String columns, String text) {
        List<String> lines = text.isEmpty() ? List.of("") : text.lines().toList();
        if (columns == null || !columns.matches("[1-9][0-9]{1,3}")) {
            return lines;
        }
        int width = Math.max(NARROWEST, Integer.parseInt(columns));
        return lines.stream()
                .flatMap(line -> LongLine.broken(line, width, INDENT).stream())
                .toList();
    }

    private static boolean isEmpty(@Nullable String value) {
        return value == null || value.isEmpty();
    }

    /** The options of a {@code lines} command. */
    String options() {
        return (colour ? "colour " : "") + "width=" + columns;
    }
}
