package io.weir.core.config;

import io.weir.core.config.ValueType.Text;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The types of single values, but for durations, ports and addresses. */
final class Texts {
    /** {@code true} or {@code false}. */
    static final Text<Boolean> FLAG =
            new Text<>("true or false", "write true or false", List.of("true", "false"), (text, problem) -> {
                if (text.equals("true") || text.equals("false")) {
                    return text.equals("true");
                }
                problem.accept(Shown.quoted(text) + " is not true or false; " + otherFlag(text));
                return null;
            });

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,63}");
    private static final Pattern INTERFACE = Pattern.compile("[^\\s/:\\p{Cntrl}]{1,15}");
    private static final int LONGEST_PATH = 4095;

    private Texts() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** A name of a service, a server or the node. */
    static Text<String> name() {
        String right = "write 1 to 63 letters, digits, \"_\", \".\" or \"-\"";
        return new Text<>("a name", right, List.of(), (text, problem) -> {
            if (isName(text)) {
                return text;
            }
            problem.accept(Shown.quoted(text) + " is not a name; " + right);
            return null;
        });
    }

    /** A name of a network interface, as the kernel takes it: 1 to 15 bytes. */
    static Text<String> interfaceName() {
        String right = "write the name of an interface such as eth0";
        return new Text<>("an interface name", right, List.of(), (text, problem) -> {
            boolean fits =
                    text.getBytes(StandardCharsets.UTF_8).length <= 15 && !text.equals(".") && !text.equals("..");
            if (fits && INTERFACE.matcher(text).matches()) {
                return text;
            }
            problem.accept(Shown.quoted(text) + " is not an interface name; " + right);
            return null;
        });
    }

    private static String otherFlag(String text) {
        return switch (text) {
            case "yes", "on", "Yes", "On", "YES", "ON", "True", "TRUE", "1" -> "write true";
            case "no", "off", "No", "Off", "NO", "OFF", "False", "FALSE", "0" -> "write false";
            default -> "write true or false";
        };
    }

    /** A whole number of the range. */
    static Text<Integer> number(int min, int max) {
        String right = "write a whole number from " + min + " to " + max;
        return new Text<>(
                "a whole number", right, List.of(), (text, problem) -> number(text, min, max, right, problem));
    }

    /** 1 to 65535. */
    static Text<Integer> port() {
        return number(1, 65_535);
    }

    /** A whole number of bytes. */
    static Text<Long> bytes(long max) {
        String right = "write a whole number of bytes from 0 to " + max;
        return new Text<>(
                "a whole number", right, List.of(), (text, problem) -> wholeNumber(text, 0, max, right, problem));
    }

    private static @Nullable Integer number(String text, int min, int max, String right, Consumer<String> problem) {
        Long value = wholeNumber(text, min, max, right, problem);
        return value == null ? null : Integer.valueOf(value.intValue());
    }

    private static @Nullable Long wholeNumber(String text, long min, long max, String right, Consumer<String> problem) {
        if (!text.matches("-?[0-9]+")) {
            problem.accept(Shown.quoted(text) + " is not a whole number; " + right);
            return null;
        }
        if (text.matches("-?0[0-9]+")) {
            problem.accept(Shown.plain(text) + " has a leading zero; write it without");
            return null;
        }
        long value = text.length() > 15 ? Long.MAX_VALUE : Long.parseLong(text);
        if (value < min || value > max) {
            problem.accept(Shown.plain(text) + " is out of range; " + right);
            return null;
        }
        return value;
    }

    /** {@code auto}, which becomes 0, or a number of the range. */
    static Text<Integer> autoOr(int min, int max) {
        String right = "write auto or a whole number from " + min + " to " + max;
        return new Text<>(
                "auto or a whole number",
                right,
                List.of(),
                (text, problem) -> text.equals("auto") ? Integer.valueOf(0) : number(text, min, max, right, problem));
    }

    /** An absolute path of at most so many bytes. */
    static Text<Path> path(int longest) {
        String right = "write an absolute path, one that begins with \"/\"";
        return new Text<>("a path", right, List.of(), (text, problem) -> path(text, longest, right, problem));
    }

    /** An absolute path. */
    static Text<Path> path() {
        return path(LONGEST_PATH);
    }

    /** A path, absolute or relative to the folder of the configuration file. */
    static Text<Path> file(String example) {
        String right = "write the path of a file such as " + example;
        return new Text<>("a path", right, List.of(), (text, problem) -> {
            Path path = text.isEmpty() ? null : path("/" + text, LONGEST_PATH, right, problem);
            if (text.isEmpty()) {
                problem.accept("is empty; " + right);
            }
            return path == null ? null : Path.of(text);
        });
    }

    /** What nobody should read in a message. */
    static Text<String> secret() {
        return new Text<>("a password", "write the password in quotes", List.of(), (text, _) -> text);
    }

    private static @Nullable Path path(String text, int longest, String right, Consumer<String> problem) {
        if (text.getBytes(StandardCharsets.UTF_8).length > longest) {
            problem.accept("the path is longer than the " + longest + " bytes the system takes; write a shorter one");
            return null;
        }
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
            problem.accept(Shown.quoted(text) + " is not an absolute path; " + right);
        } catch (InvalidPathException e) {
            problem.accept(Shown.quoted(text) + " cannot be a path (" + e.getReason() + "); " + right);
        }
        return null;
    }

    /** One of the words of an enumeration. */
    static <T> Choice<T> oneOf(String what, Function<T, String> word, List<T> values) {
        Map<String, T> known = new LinkedHashMap<>();
        values.forEach(value -> known.put(word.apply(value), value));
        return new Choice<>(what, known);
    }

    /**
     * A choice that may have words of later versions.
     *
     * @param what with its article
     * @param known the words of this version
     */
    record Choice<T>(String what, Map<String, T> known) {
        /** With no words of later versions. */
        Text<T> only() {
            return notYet("", "");
        }

        /** With words, separated by spaces, that are refused with the advice. */
        Text<T> notYet(String later, String instead) {
            List<String> laterWords = later.isEmpty() ? List.of() : List.of(later.split(" ", -1));
            List<String> words = List.copyOf(known.keySet());
            List<String> all = new ArrayList<>(words);
            all.addAll(laterWords);
            String right = (words.size() == 1 ? "write " : "write one of ") + String.join(", ", words);
            return new Text<>(what, right, words, (text, problem) -> {
                T value = known.get(text);
                if (value == null && laterWords.contains(text)) {
                    problem.accept("\"" + text + "\" is not available in this version; " + instead);
                } else if (value == null) {
                    String meant = Suggestion.nearest(text, all)
                            .filter(near -> words.size() > 1)
                            .map(near -> "did you mean \"" + near + "\"? ")
                            .orElse("");
                    problem.accept(Shown.quoted(text) + " is not " + what + "; " + meant + right);
                }
                return value;
            });
        }
    }
}
