package io.weir.l7.http.guard;

/** A message is not let through. Has no stack trace: strangers cause it. */
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final Refusal refusal;

    /** Refused for a reason that says it all. */
    public Refused(Refusal refusal) {
        this(refusal, refusal.words());
    }

    /**
     * Refused.
     *
     * @param detail for the log: what of the message is meant
     */
    public Refused(Refusal refusal, String detail) {
        super(detail, null, false, false);
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
