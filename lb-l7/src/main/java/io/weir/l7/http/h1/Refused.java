package io.weir.l7.http.h1;

import io.weir.l7.http.guard.Refusal;

/** A message is not let through. Has no stack trace: strangers cause it. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final Refusal refusal;

    Refused(Refusal refusal) {
        super(refusal.words(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
