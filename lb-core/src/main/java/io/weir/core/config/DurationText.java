package io.weir.core.config;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as the file writes them: a whole number and one unit of ms, s, m, h, d. */
final class DurationText {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final String RIGHT = "write a whole number and one of ms, s, m, h, d, such as 250ms, 4s or 5m";

    private DurationText() {}

    /** A type for durations of 1 ms up to {@code longest}, which has to be in the form this class writes. */
    static ValueType.Text<Duration> upTo(String longest) {
        Matcher form = FORM.matcher(longest);
        if (!form.matches()) {
            throw new IllegalArgumentException(longest);
        }
        Duration limit = of(form);
        return new ValueType.Text<>(
                "a duration",
                "write a duration such as 250ms, 4s, 5m, 12h or 30d",
                List.of(),
                (text, problem) -> read(text, limit, problem));
    }

    /** The same, and {@code 0s}. */
    static ValueType.Text<Duration> zeroOrUpTo(String longest) {
        ValueType.Text<Duration> positive = upTo(longest);
        return new ValueType.Text<>(
                positive.what(),
                positive.right(),
                List.of(),
                (text, problem) -> text.matches("0+(ms|s|m|h|d)")
                        ? Duration.ZERO
                        : positive.reader().read(text, problem));
    }

    private static @Nullable Duration read(String text, Duration limit, Consumer<String> problem) {
        if (text.matches("[0-9]{1,12}")) {
            problem.accept(
                    "\"" + text + "\" has no unit; write " + text + "s for seconds or " + text + "ms for milliseconds");
            return null;
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            problem.accept(Shown.quoted(text) + " is not a duration; " + RIGHT);
            return null;
        }
        Duration duration = of(form);
        if (duration.isZero() || duration.compareTo(limit) > 0) {
            problem.accept("\"" + text + "\" is out of range; write a duration from 1ms to " + format(limit));
            return null;
        }
        return duration;
    }

    private static Duration of(Matcher form) {
        long count = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** The shortest form that reads as the same duration; parts of a millisecond are dropped. */
    static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0 && seconds != 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0 && seconds != 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 && seconds != 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
