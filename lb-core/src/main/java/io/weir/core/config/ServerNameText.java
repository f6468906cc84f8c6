package io.weir.core.config;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of servers as clients ask for them, by SNI or Host. */
final class ServerNameText {
    private static final String RIGHT = "write a name such as www.example, or *.example for all names below it";
    private static final String LABELS =
            "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*";
    private static final Pattern EXACT = Pattern.compile(LABELS);
    private static final Pattern WILDCARD = Pattern.compile("\\*\\." + LABELS);

    private ServerNameText() {}

    /** An exact name, or {@code *.} and a suffix; becomes lower case. */
    static final ValueType.Text<String> NAME_OR_WILDCARD =
            new ValueType.Text<>("a server name", RIGHT, List.of(), (text, problem) -> read(text, true, problem));

    /** An exact name; becomes lower case. */
    static final ValueType.Text<String> NAME = new ValueType.Text<>(
            "a server name",
            "write a name such as www.example",
            List.of(),
            (text, problem) -> read(text, false, problem));

    private static @Nullable String read(String text, boolean wildcards, Consumer<String> problem) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean fits = lower.length() <= 253 && EXACT.matcher(lower).matches();
        if (fits
                || (wildcards
                        && lower.length() <= 253
                        && WILDCARD.matcher(lower).matches())) {
            return lower;
        }
        problem.accept(Shown.quoted(text) + " is not a server name; " + advice(text, wildcards));
        return null;
    }

    private static String advice(String text, boolean wildcards) {
        if (text.chars().anyMatch(c -> c > 0x7e)) {
            return "write its ASCII form, which begins with xn--";
        }
        if (text.startsWith("*") && !wildcards) {
            return "write one name, without a wildcard";
        }
        return wildcards ? RIGHT : "write a name such as www.example";
    }
}
