package io.weir.appliance.demo;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.LabException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Tells the visitor what is done and what is seen, in 80 columns; words and marks carry what colours only repeat. */
final class Narrator {
    private static final int WIDTH = 80;
    private static final String INDENT = "   ";
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String BOLD = "\u001b[1m";
    private static final String RESET = "\u001b[0m";
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean ansi;
    private final List<String> ticks = new ArrayList<>();
    private int step;
    private String heading = "";
    private long shownSeconds = -1;

    /**
     * Writes to a stream.
     *
     * @param ansi whether colours, and a line that is rewritten to show progress, are wanted and understood
     */
    Narrator(PrintStream out, boolean ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    /** Begins a step. */
    void step(String title) {
        step++;
        heading = title;
        out.println();
        out.println(paint(BOLD, step + ". " + title));
    }

    /** Ends the step: it showed what it should. */
    void stepDone() {
        ticks.add(heading);
    }

    /** Explains, wrapped. */
    void say(String text) {
        wrap(text, WIDTH - INDENT.length()).forEach(line -> out.println(INDENT + line));
    }

    /** Shows a command and what it printed, unchanged. */
    void show(String command, String output) {
        out.println();
        out.println("   $ " + command);
        output.lines().forEach(out::println);
        out.println();
    }

    /**
     * Says what was seen, with a tick when it is as it should be.
     *
     * @throws UnexpectedObservation when it is not
     */
    void observe(boolean asExpected, String seen) {
        if (!asExpected) {
            throw new UnexpectedObservation(seen);
        }
        List<String> lines = wrap(seen, WIDTH - INDENT.length() - 2);
        out.println(INDENT + paint(GREEN, "✔") + " " + lines.getFirst());
        lines.stream().skip(1).forEach(line -> out.println(INDENT + "  " + line));
    }

    /**
     * Waits until a reading is as wanted, and shows that it waits.
     *
     * @throws UnexpectedObservation with the last reading, when it is not by the deadline
     */
    <T> T await(String what, Duration deadline, Supplier<T> source, Predicate<T> wanted) {
        long start = System.nanoTime();
        shownSeconds = -1;
        if (!ansi) {
            out.println(INDENT + "waiting for " + what + " …");
        }
        try {
            return Await.reading(
                    what,
                    deadline,
                    () -> {
                        progress(what, Duration.ofNanos(System.nanoTime() - start));
                        return source.get();
                    },
                    wanted);
        } catch (LabException e) {
            throw new UnexpectedObservation(String.valueOf(e.getMessage()));
        } finally {
            if (ansi) {
                out.print(CLEAR_LINE);
                out.flush();
            }
        }
    }

    private void progress(String what, Duration waited) {
        if (ansi && waited.toSeconds() != shownSeconds) {
            shownSeconds = waited.toSeconds();
            out.print(CLEAR_LINE + INDENT + "waiting for " + what + " … " + waited.toSeconds() + " s");
            out.flush();
        }
    }

    /** Says that the demonstration failed in this step, and what was seen. */
    void failed(String seen) {
        ticks.add(heading);
        List<String> lines = wrap("not as expected: " + seen, WIDTH - INDENT.length() - 2);
        out.println(INDENT + paint(RED, "✘") + " " + lines.getFirst());
        lines.stream().skip(1).forEach(line -> out.println(INDENT + "  " + line));
    }

    /** The list of all steps, the last one crossed when the demonstration failed in it. */
    void summary(boolean succeeded, Duration took) {
        out.println();
        out.println(paint(BOLD, "Summary"));
        for (int i = 0; i < ticks.size(); i++) {
            boolean failed = !succeeded && i == ticks.size() - 1;
            out.println(INDENT + (failed ? paint(RED, "✘") : paint(GREEN, "✔")) + " " + ticks.get(i));
        }
        out.println();
        out.println(
                succeeded
                        ? "All " + ticks.size() + " steps showed what they should, in " + took.toSeconds() + " s."
                        : "The demonstration failed after " + took.toSeconds() + " s.");
    }

    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder();
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private String paint(String code, String text) {
        return ansi ? code + text + RESET : text;
    }
}
