package io.weir.appliance.status;

import io.weir.appliance.Amount;
import io.weir.core.health.CheckRecord;
import io.weir.core.health.CheckResult;
import io.weir.core.service.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The last checks of servers, for people: for each server a line of bars with words, its latest result and its last
 * failure; for a single server every result. Fits 80 columns.
 */
public final class ChecksText {
    /** From a twentieth of the slowest answer to the slowest. */
    private static final String BARS = "▁▂▃▄▅▆▇█";

    private static final char FAILED = 'x';
    private static final String INDENT = "    ";

    private final Instant now;
    private final Style style;
    private final List<String> lines = new ArrayList<>();

    private ChecksText(Instant now, Style style) {
        this.now = now;
        this.style = style;
    }

    /**
     * The lines.
     *
     * @param each whether every result has a line of its own
     */
    public static List<String> render(List<ServerChecks> servers, boolean each, Instant now, Style style) {
        ChecksText text = new ChecksText(now, style);
        for (ServerChecks server : servers) {
            text.server(server);
            if (each) {
                text.results(server.history());
            }
        }
        return List.copyOf(text.lines);
    }

    private void server(ServerChecks server) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        Mark mark = Mark.of(server.admin(), server.health());
        lines.add(
                Cells.cut(server.key().toString(), style.width() - 14) + "  " + style.paint(mark.tone(), mark.text()));
        if (server.reason() != null) {
            wrapped(server.reason());
        }
        if (server.check() == null) {
            wrapped("not checked: " + server.unchecked());
            return;
        }
        wrapped(rules(server));
        List<CheckRecord> history = server.history();
        if (history.isEmpty()) {
            wrapped("no result yet");
            return;
        }
        lines.add(INDENT + bars(history) + "  oldest to newest"
                + (failures(history) > 0 ? ", " + FAILED + " failed" : ""));
        wrapped(figures(history));
        CheckRecord latest = history.getLast();
        wrapped("latest: " + outcome(latest.result()) + ", " + ago(latest.at()));
        CheckRecord failure = server.latestFailure();
        wrapped(
                failure == null
                        ? "no failure since the check began"
                        : "last failure: " + outcome(failure.result()) + ", " + ago(failure.at()));
    }

    private static String rules(ServerChecks server) {
        HealthCheck check = server.target().check();
        String where = server.target().port() == 0
                ? server.target().address().toString()
                : server.target().address().withPort(server.target().port());
        return check.type().key() + " " + where + " every " + span(check.interval()) + ", down after "
                + check.fall() + " failed, up after " + check.rise() + " passed"
                + (server.sharers() > 1 ? ", shared by " + Amount.of(server.sharers(), "server") + " of services" : "");
    }

    private static String bars(List<CheckRecord> history) {
        long slowest = Math.max(
                1,
                history.stream()
                        .filter(entry -> entry.result().healthy())
                        .mapToLong(entry -> entry.result().took().toNanos())
                        .max()
                        .orElse(1));
        StringBuilder bars = new StringBuilder();
        for (CheckRecord entry : history) {
            long took = entry.result().took().toNanos();
            int height = Math.clamp(took * BARS.length() / slowest, 0, BARS.length() - 1);
            bars.append(entry.result().healthy() ? BARS.charAt(height) : FAILED);
        }
        return bars.toString();
    }

    private static String figures(List<CheckRecord> history) {
        List<Duration> times = history.stream()
                .map(CheckRecord::result)
                .filter(CheckResult::healthy)
                .map(CheckResult::took)
                .sorted()
                .toList();
        String failed = failures(history) + " of " + history.size() + " failed";
        return times.isEmpty()
                ? failed
                : "fastest " + latency(times.getFirst()) + ", middle " + latency(times.get(times.size() / 2))
                        + ", slowest " + latency(times.getLast()) + ", " + failed;
    }

    private static long failures(List<CheckRecord> history) {
        return history.stream().filter(entry -> !entry.result().healthy()).count();
    }

    private void results(List<CheckRecord> history) {
        if (history.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(style.paint(
                Style.Tone.QUIET,
                INDENT + Cells.left("TIME", 20) + "  " + Cells.left("RESULT", 6) + "  LATENCY   REASON"));
        for (CheckRecord entry : history.reversed()) {
            CheckResult result = entry.result();
            Style.Tone tone = result.healthy() ? Style.Tone.GOOD : Style.Tone.BAD;
            List<String> reason = Cells.wrap(result.reason().toString(), style.width() - 46, " ");
            String first = INDENT + Figures.time(entry.at()) + "  "
                    + style.paint(tone, Cells.left(result.healthy() ? "passed" : "failed", 6)) + "  "
                    + Cells.right(latency(result.took()), 8) + "  ";
            lines.add(first + reason.getFirst());
            reason.subList(1, reason.size()).forEach(rest -> lines.add(" ".repeat(46) + rest));
        }
    }

    private static String outcome(CheckResult result) {
        return (result.healthy() ? "passed" : "failed") + " in " + latency(result.took()) + ", " + result.reason();
    }

    private String ago(Instant at) {
        return Figures.span(Duration.between(at, now)) + " ago";
    }

    /** Three digits or so: {@code 0.25 ms}, {@code 12.3 ms}, {@code 3.00 s}. */
    static String latency(Duration took) {
        double millis = took.toNanos() / 1e6;
        if (millis < 10) {
            return "%.2f ms".formatted(millis);
        }
        if (millis < 100) {
            return "%.1f ms".formatted(millis);
        }
        return millis < 1000 ? "%.0f ms".formatted(millis) : "%.2f s".formatted(millis / 1000);
    }

    private static String span(Duration span) {
        return span.toMillis() % 1000 == 0 ? span.toSeconds() + " s" : span.toMillis() + " ms";
    }

    private void wrapped(String text) {
        for (String line : Cells.wrap(text, style.width() - INDENT.length(), " ")) {
            lines.add(INDENT + line);
        }
    }
}
