package io.weir.kernel.filter;

/** A protocol with ports. */
public enum TransportProtocol {
    /** RFC 9293. */
    TCP(6),
    /** RFC 768. */
    UDP(17);

    private final int number;

    TransportProtocol(int number) {
        this.number = number;
    }

    /** Its number in an IP header (IANA, "Protocol Numbers"). */
    public int number() {
        return number;
    }
}
