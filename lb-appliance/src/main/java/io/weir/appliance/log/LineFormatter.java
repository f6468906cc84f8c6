package io.weir.appliance.log;

import io.weir.appliance.LongLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code 2026-01-01T00:00:00.000Z INFO  server IIS_VIP/IIS1 up -> going-down: L4CON connection refused}. */
final class LineFormatter extends Formatter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int NARROWEST = 60;
    private static final int INDENT = 4;

    /** Columns of the terminal that standard error is; 0 when it is none, and lines stay whole. */
    private static final int COLUMNS = columns(System.getenv("WEIR_ERROR_COLUMNS"));

    @Override
    public String format(LogRecord record) {
        return line(record.getInstant(), record.getLevel(), formatMessage(record)) + stackTrace(record.getThrown());
    }

    static String line(Instant instant, Level level, String message) {
        // A message may quote what a stranger sent; it must not look like a line of ours.
        String oneLine = message.replace("\r", "\\r").replace("\n", "\n    ");
        String line = TIME.format(instant) + " " + word(level) + " " + oneLine;
        return COLUMNS == 0 ? line + "\n" : broken(line);
    }

    private static String broken(String line) {
        return line.lines()
                .flatMap(one -> LongLine.broken(one, COLUMNS, INDENT).stream())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static int columns(@Nullable String text) {
        return text != null && text.matches("[1-9][0-9]{1,3}") ? Math.max(NARROWEST, Integer.parseInt(text)) : 0;
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

    private static String stackTrace(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return "    " + text.toString().strip().replace("\n", "\n    ") + "\n";
    }
}
