package io.weir.appliance.cli;

/** What every command exits with. */
public final class ExitStatus {
    /** Done. */
    public static final int DONE = 0;
    /** Refused or failed; standard error says why. */
    public static final int FAILED = 1;
    /** Wrong usage or configuration. */
    public static final int WRONG = 2;
    /** No daemon answers. */
    public static final int NO_DAEMON = 3;

    private ExitStatus() {}
}
