package io.weir.appliance;

/** A number with its noun. */
public final class Amount {
    private Amount() {}

    /** {@code 1 real server}, {@code 4 real servers}. */
    public static String of(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
