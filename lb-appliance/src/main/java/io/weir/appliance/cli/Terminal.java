package io.weir.appliance.cli;

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

    private static boolean isEmpty(@Nullable String value) {
        return value == null || value.isEmpty();
    }

    /** The options of a {@code lines} command. */
    String options() {
        return (colour ? "colour " : "") + "width=" + columns;
    }
}
