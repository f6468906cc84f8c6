package io.weir.appliance.main;

import io.weir.appliance.cli.ExitStatus;
import java.util.List;

/** The daemon did not start; everything it had taken is given back. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitStatus;
    private final transient List<String> lines;

    private StartFailure(int exitStatus, List<String> lines) {
        super(String.join("\n", lines));
        this.exitStatus = exitStatus;
        this.lines = List.copyOf(lines);
    }

    /** This machine cannot carry it, as when a port is taken. */
    static StartFailure failed(List<String> lines) {
        return new StartFailure(ExitStatus.FAILED, lines);
    }

    /** The configuration is wrong. */
    static StartFailure wrong(List<String> lines) {
        return new StartFailure(ExitStatus.WRONG, lines);
    }

    int exitStatus() {
        return exitStatus;
    }

    List<String> lines() {
        return lines;
    }
}
