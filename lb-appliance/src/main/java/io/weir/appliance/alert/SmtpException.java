package io.weir.appliance.alert;

import java.io.IOException;

/** The mail server refused: with its own words. */
final class SmtpException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    SmtpException(String message, boolean permanent) {
        super(message);
        this.permanent = permanent;
    }

    /** Whether trying again would be of no use (a reply of 5xx). */
    boolean permanent() {
        return permanent;
    }
}
