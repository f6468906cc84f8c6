package io.weir.appliance.cli;

import java.util.List;

/** A command that was not done. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitStatus;

    CommandFailure(int exitStatus, List<String> lines) {
        super(String.join(System.lineSeparator(), lines));
        this.exitStatus = exitStatus;
    }

    CommandFailure(int exitStatus, String line) {
        this(exitStatus, List.of(line));
    }

    int exitStatus() {
        return exitStatus;
    }
}
