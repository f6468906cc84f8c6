package io.weir.appliance.lab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of what labs make: {@code weir-PID-…}. */
final class LabName {
    static final String PREFIX = "weir-";

    private static final Pattern OWNED = Pattern.compile("weir-(\\d{1,10})-.*");

    private LabName() {}

    /** Whether this is the name of something that a lab made whose process no longer runs. */
    static boolean ownerIsDead(String name) {
        Matcher matcher = OWNED.matcher(name);
        return matcher.matches()
                && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty();
    }
}
