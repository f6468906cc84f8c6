package io.weir.core.health.probe;

import java.io.IOException;
import java.util.Locale;

/** The kernel's words for an error. */
final class SystemWords {
    private SystemWords() {}

    /** As strerror(3) has them, in the middle of a sentence. */
    static String of(IOException e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.toLowerCase(Locale.ROOT).replace("network is unreachable", "network unreachable");
    }
}
