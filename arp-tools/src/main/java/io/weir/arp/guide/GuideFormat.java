package io.weir.arp.guide;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a recipe is written down. */
public enum GuideFormat {
    /** For a terminal of 80 columns. */
    TEXT,
    /** For a wiki or a ticket. */
    MARKDOWN,
    /** A script of the POSIX shell. */
    SH,
    /** A script of PowerShell. */
    PS1;

    /** The word for {@code --format}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its word. */
    public static Optional<GuideFormat> parse(String text) {
        return Arrays.stream(values()).filter(one -> one.key().equals(text)).findFirst();
    }

    /** {@code text, markdown, sh, ps1}. */
    public static String known() {
        return Arrays.stream(values()).map(GuideFormat::key).collect(Collectors.joining(", "));
    }
}
