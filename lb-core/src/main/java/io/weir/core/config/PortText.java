package io.weir.core.config;

import io.weir.core.net.PortSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Port sets as the file writes them, with the one part named that is wrong. */
final class PortText {
    static final ValueType.Text<PortSet> TYPE = new ValueType.Text<>(
            "a set of ports", "write ports such as 443, \"80,443\" or \"8000-8100\"", List.of(), PortText::read);

    private static final Pattern PART = Pattern.compile("[0-9]{1,9}( *- *[0-9]{1,9})?");

    private PortText() {}

    private static @Nullable PortSet read(String text, Consumer<String> problem) {
        if (text.strip().equals("*")) {
            return PortSet.ALL;
        }
        for (String part : text.split(",", -1)) {
            String wrong = wrong(part.strip());
            if (wrong != null) {
                problem.accept(wrong);
                return null;
            }
        }
        return PortSet.parse(text).orElseGet(() -> {
            problem.accept(Shown.quoted(text) + " is not a set of ports; " + TYPE.right());
            return null;
        });
    }

    private static @Nullable String wrong(String part) {
        if (part.isEmpty()) {
            return "a port is missing before or after a comma; " + TYPE.right();
        }
        if (part.matches("[0-9]+:[0-9]+")) {
            return Shown.quoted(part) + " is not a port; a range is written with \"-\": \"" + part.replace(':', '-')
                    + "\"";
        }
        if (!PART.matcher(part).matches()) {
            return Shown.quoted(part) + " is not a port; " + TYPE.right();
        }
        String[] ends = part.split(" *- *", -1);
        for (String end : ends) {
            if (end.startsWith("0") && end.length() > 1) {
                return "port " + end + " has a leading zero; write it without";
            }
            if (Integer.parseInt(end) < 1 || Integer.parseInt(end) > 65_535) {
                return "port " + end + " is out of range; write 1 to 65535";
            }
        }
        if (ends.length == 2 && Integer.parseInt(ends[0]) > Integer.parseInt(ends[1])) {
            return "the range " + part + " runs backwards; write " + ends[1] + "-" + ends[0];
        }
        return null;
    }
}
