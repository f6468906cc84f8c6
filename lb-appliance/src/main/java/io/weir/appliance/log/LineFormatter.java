package io.weir.appliance.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** {@code 2026-01-01T00:00:00.000Z INFO  server IIS_VIP/IIS1 up -> going-down: L4CON connection refused}. */
final class LineFormatter extends Formatter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Override
    public String format(LogRecord record) {
        return line(record.getInstant(), record.getLevel(), formatMessage(record)) + stackTrace(record.getThrown());
    }

    static String line(Instant instant, Level level, String message) {
        // A message may quote what a stranger sent; it must not look like a line of ours.
        String oneLine = message.replace("\r", "\\r").replace("\n", "\n    ");
        return TIME.format(instant) + " " + word(level) + " " + oneLine + "\n";
    }

    private static String word(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }

    private static String stackTrace(@org.jspecify.annotations.Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return "    " + text.toString().strip().replace("\n", "\n    ") + "\n";
    }
}
