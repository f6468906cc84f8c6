package io.weir.appliance.status;

/**
 * What a service carries, averaged over the last seconds.
 *
 * @param packetsIn packets from clients each second; 0 at layer 7, which sees none
 * @param bitsIn bits from clients each second
 * @param packetsOut packets to clients each second
 * @param bitsOut bits to clients each second
 */
public record Rate(long packetsIn, long bitsIn, long packetsOut, long bitsOut) {
    /** Nothing. */
    public static final Rate NONE = new Rate(0, 0, 0, 0);

    boolean isNone() {
        return equals(NONE);
    }

    /** {@code in 12k packets/s 34.5 Mbit/s, out …}; at layer 7 without packets. */
    String text() {
        return "in " + direction(packetsIn, bitsIn) + ", out " + direction(packetsOut, bitsOut);
    }

    private static String direction(long packets, long bits) {
        return (packets == 0 ? "" : Figures.count(packets) + (packets == 1 ? " packet/s " : " packets/s "))
                + Figures.bits(bits);
    }
}
