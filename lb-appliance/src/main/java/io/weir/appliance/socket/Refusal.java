package io.weir.appliance.socket;

import java.util.List;

/** A command that was understood and not done, with the reason. Nothing has changed when it is thrown. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitStatus;
    private final transient List<String> lines;

    private Refusal(int exitStatus, List<String> lines) {
        super(String.join("\n", lines));
        this.exitStatus = exitStatus;
        this.lines = List.copyOf(lines);
    }

    /** Refused or failed: exit status 1. */
    public static Refusal failed(List<String> lines) {
        return new Refusal(1, lines);
    }

    /** Refused or failed: exit status 1. */
    public static Refusal failed(String line) {
        return failed(List.of(line));
    }

    /** Wrong usage or configuration: exit status 2. */
    public static Refusal wrong(List<String> lines) {
        return new Refusal(2, lines);
    }

    /** Wrong usage or configuration: exit status 2. */
    public static Refusal wrong(String line) {
        return wrong(List.of(line));
    }

    /** What the command line exits with: 1 or 2. */
    public int exitStatus() {
        return exitStatus;
    }

    /** What is wrong and what would be right, for people. */
    public List<String> lines() {
        return lines;
    }
}
