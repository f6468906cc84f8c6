package io.weir.appliance.lab;

import java.time.Duration;
import java.util.List;

/**
 * A program that has ended.
 *
 * @param command what was run
 * @param exitStatus what it ended with
 * @param stdout its standard output
 * @param stderr its standard error
 */
public record Finished(String command, int exitStatus, String stdout, String stderr) {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** Runs a program to its end. */
    static Finished run(List<String> command, Duration deadline) {
        LabProcess process = LabProcess.start(String.join(" ", command), command);
        try {
            int status = process.awaitExit(deadline);
            return new Finished(
                    String.join(" ", command),
                    status,
                    process.stdout().text(),
                    process.stderr().text());
        } finally {
            process.stop(Duration.ZERO);
        }
    }

    /** Runs a program that must succeed. */
    static Finished require(List<String> command) {
        return run(command, DEADLINE).orThrow();
    }

    /** Whether it said that it succeeded. */
    public boolean succeeded() {
        return exitStatus == 0;
    }

    /**
     * Itself, when it succeeded.
     *
     * @throws LabException with its output, when it did not
     */
    public Finished orThrow() {
        if (!succeeded()) {
            throw new LabException(
                    "'" + command + "' ended with " + exitStatus + ": " + (stderr + "\n" + stdout).strip());
        }
        return this;
    }
}
