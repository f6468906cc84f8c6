package io.weir.appliance.lab;

/** The family of an address. */
public enum Family {
    /** IPv4. */
    IPV4("10.%d.0.%d", 24, 32, "-4"),
    /** IPv6. */
    IPV6("fd00:%d::%d", 64, 128, "-6");

    private final String pattern;
    private final int subnetBits;
    private final int hostBits;
    private final String flag;

    Family(String pattern, int subnetBits, int hostBits, String flag) {
        this.pattern = pattern;
        this.subnetBits = subnetBits;
        this.hostBits = hostBits;
        this.flag = flag;
    }

    /**
     * An address of a lab's plan.
     *
     * @param network 0 to 255, as its digits stand in the address
     * @param host 1 to 254, as its digits stand in the address
     */
    public String address(int network, int host) {
        return pattern.formatted(network, host);
    }

    /** A whole network of the plan, with its prefix length. */
    public String network(int network) {
        return address(network, 0) + "/" + subnetBits;
    }

    /** As {@link #address} with the prefix length of its network. */
    public String inSubnet(int network, int host) {
        return address(network, host) + "/" + subnetBits;
    }

    /** An address with the prefix length that stands for it alone. */
    public String alone(String address) {
        return address + "/" + hostBits;
    }

    /** An address as it stands in a URL. */
    public String inUrl(String address) {
        return this == IPV6 ? "[" + address + "]" : address;
    }

    /** What tells {@code ip} and other programs to speak of this family. */
    public String flag() {
        return flag;
    }

    /** The family of an address literal. */
    public static Family of(String address) {
        return address.contains(":") ? IPV6 : IPV4;
    }
}
