package io.weir.appliance.status;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, spans and times the way people read them. */
final class Figures {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Figures() {}

    /** At most five characters: {@code 99999}, {@code 123k}, {@code 45M}. */
    static String count(long value) {
        if (value < 100_000) {
            return Long.toString(value);
        }
        if (value < 10_000_000 && value % 1_000_000 != 0) {
            return value / 1_000 + "k";
        }
        return value < 10_000_000_000L ? value / 1_000_000 + "M" : value / 1_000_000_000 + "G";
    }

    /** Three or more digits and a decimal unit: {@code 999 bit/s}, {@code 34.5 Mbit/s}. */
    static String bits(long perSecond) {
        String[] units = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"};
        double value = perSecond;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 || value >= 100 ? Long.toString((long) value) : "%.1f".formatted(value)) + " " + units[unit];
    }

    /** The two largest units: {@code 45s}, {@code 2m 10s}, {@code 3h 12m}, {@code 5d 4h}. */
    static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        return seconds < 86400
                ? seconds / 3600 + "h " + seconds % 3600 / 60 + "m"
                : seconds / 86400 + "d " + seconds % 86400 / 3600 + "h";
    }

    /** {@code 2026-01-01 00:00:00Z}. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }
}
