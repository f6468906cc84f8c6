package io.weir.appliance.acceptance.l4;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import java.time.Duration;
import java.util.List;

/** Running {@link LongSessions} of one client. */
final class Sessions implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final LabProcess process;
    private int asked;

    private Sessions(LabProcess process) {
        this.process = process;
    }

    /** Opens so many and waits until every one has been answered. */
    static Sessions open(LabHost client, String address, int port, int count) {
        Sessions sessions = new Sessions(client.start(JavaProgram.shortLived(
                LongSessions.class.getName(), "open", address, Integer.toString(port), Integer.toString(count))));
        Await.reading(
                count + " sessions",
                SOON,
                () -> sessions.process.stdout().lines(),
                lines -> count(lines, "OPEN ") == count);
        return sessions;
    }

    private static long count(List<String> lines, String start) {
        return lines.stream().filter(line -> line.startsWith(start)).count();
    }

    /** How many were opened on this server. */
    long openedOn(String server) {
        return process.stdout().count(line -> line.startsWith("OPEN ") && line.endsWith(" " + server));
    }

    /** The lines about sessions that have ended. */
    List<String> ended() {
        return process.stdout().lines().stream()
                .filter(line -> line.startsWith("ENDED "))
                .toList();
    }

    /** How many of this server have ended. */
    long endedOn(String server) {
        return ended().stream()
                .filter(line -> line.contains(" " + server + " "))
                .count();
    }

    /** Lines answered so far, all sessions together. */
    long lines() {
        process.send("?");
        int number = ++asked;
        return Await.reading(
                        "the number of lines",
                        SOON,
                        () -> process.stdout().lines().stream()
                                .filter(line -> line.startsWith("LINES "))
                                .toList(),
                        lines -> lines.size() >= number)
                .stream()
                .skip(number - 1L)
                .mapToLong(line -> Long.parseLong(line.substring("LINES ".length())))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until the sessions have exchanged so many lines more. */
    void awaitProgress(int lines) {
        long goal = lines() + lines;
        Await.until(lines + " lines more, ended: " + ended(), SOON, () -> lines() >= goal);
    }

    @Override
    public void close() {
        process.stop(Duration.ofSeconds(5));
    }
}
