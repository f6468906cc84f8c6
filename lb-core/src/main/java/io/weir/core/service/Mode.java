package io.weir.core.service;

/** How a virtual service carries traffic: the one key that chooses between the two planes and their rewrites. */
public enum Mode {
    /** Layer 4, direct return: only the Ethernet addresses change; replies bypass the balancer. */
    L4_DR("l4-dr", "Layer 4", "DR"),
    /** Layer 4, the destination changes; servers reply through the balancer, their gateway. */
    L4_NAT("l4-nat", "Layer 4", "NAT"),
    /** Layer 4, source and destination change; servers need no change. */
    L4_SNAT("l4-snat", "Layer 4", "SNAT"),
    /** Layer 7, full proxy: two TCP connections. */
    L7_SNAT("l7-snat", "Layer 7", "Proxy");

    private final String key;
    private final String method;
    private final String label;

    Mode(String key, String method, String label) {
        this.key = key;
        this.method = method;
        this.label = label;
    }

    /** The word of the configuration file and of the API. */
    public String key() {
        return key;
    }

    /** The overview's METHOD column: {@code Layer 4} or {@code Layer 7}. */
    public String method() {
        return method;
    }

    /** The overview's MODE column. */
    public String label() {
        return label;
    }

    /** Whether the proxy carries this mode. */
    public boolean isLayer7() {
        return this == L7_SNAT;
    }
}
