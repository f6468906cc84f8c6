package io.weir.appliance.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a program has written to one of its streams so far, line by line; the oldest lines go first. */
public final class Output {
    private static final int MAX_LINES = 100_000;

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private boolean ended;

    Output() {}

    void readFrom(InputStream stream) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            add("(output lost: " + e.getMessage() + ")");
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        if (lines.size() == MAX_LINES) {
            lines.removeFirst();
        }
        lines.addLast(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Every line kept. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** Every line kept, as one text. */
    public String text() {
        return String.join("\n", lines());
    }

    /** The first line kept that matches. */
    public synchronized Optional<String> find(Predicate<String> wanted) {
        return lines.stream().filter(wanted).findFirst();
    }

    /** How many lines kept match. */
    public synchronized long count(Predicate<String> wanted) {
        return lines.stream().filter(wanted).count();
    }

    /**
     * Waits for a line that contains the text; one that was written before counts.
     *
     * @throws LabException with all output, when the stream ends or the deadline passes first
     */
    public String awaitLine(String text, Duration deadline) {
        return awaitLine("a line with '" + text + "'", line -> line.contains(text), deadline);
    }

    /**
     * Waits for the line with this number, counted from 0; for programs that write fewer lines than are kept.
     *
     * @throws LabException with all output, when the stream ends or the deadline passes first
     */
    public String awaitLine(int number, Duration deadline) {
        return await("line " + number, () -> lines.stream().skip(number).findFirst(), deadline);
    }

    /** As {@link #awaitLine(String, Duration)} for any condition on a line. */
    public String awaitLine(String what, Predicate<String> wanted, Duration deadline) {
        return await(what, () -> find(wanted), deadline);
    }

    private synchronized String await(String what, Supplier<Optional<String>> search, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            Optional<String> found = search.get();
            if (found.isPresent()) {
                return found.get();
            }
            long leftMillis = (end - System.nanoTime()) / 1_000_000;
            if (ended || leftMillis <= 0) {
                String failure = ended ? "the output ended without " : "waited " + Await.seconds(deadline) + " for ";
                throw new LabException(failure + what + ", got:\n" + text());
            }
            waitForMore(leftMillis);
        }
    }

    /** Waits until the program has closed the stream. */
    synchronized void awaitEnd(Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        for (long left = deadline.toMillis(); !ended && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            waitForMore(left);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // Both callers loop on their own condition.
    private synchronized void waitForMore(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while waiting", e);
        }
    }
}
