package io.weir.core.health;

import java.time.Duration;

/**
 * What one check found.
 *
 * @param healthy whether the server passed
 * @param reason the code and words; {@code L4OK} or {@code L7OK} when it passed
 * @param took from the start of the check to its result
 */
public record CheckResult(boolean healthy, CheckReason reason, Duration took) {
    private static final CheckReason CONNECTED = new CheckReason("L4OK", "");

    /** A TCP connection was made. */
    public static CheckResult connected(Duration took) {
        return new CheckResult(true, CONNECTED, took);
    }

    /** With words of at most this many characters. */
    CheckResult cut(int longest) {
        String text = reason.text();
        return text.length() <= longest
                ? this
                : new CheckResult(healthy, new CheckReason(reason.code(), text.substring(0, longest) + "…"), took);
    }

    /** The server passed; the reason has the code of success, and words where there is more to say. */
    public static CheckResult passed(CheckReason reason, Duration took) {
        return new CheckResult(true, reason, took);
    }

    /** The check failed for this reason. */
    public static CheckResult failed(CheckReason reason, Duration took) {
        return new CheckResult(false, reason, took);
    }
}
