package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;

/** Ends a check with the reason why its server did not pass. */
public final class Unhealthy extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CheckReason reason;

    /** For this reason; without a stack trace, for it is a result like another. */
    public Unhealthy(CheckReason reason) {
        super(reason.toString(), null, false, false);
        this.reason = reason;
    }

    /**
     * The same in parts.
     *
     * @param code such as {@code L7RSP}
     */
    public Unhealthy(String code, String text) {
        this(new CheckReason(code, text));
    }

    /** Code and words. */
    public CheckReason reason() {
        return reason;
    }
}
