package io.weir.core.service;

/** The scheduling algorithms, by their IPVS names where IPVS has them. */
public enum SchedulerKind {
    /** Round robin, weights ignored. */
    RR("rr"),
    /** Weighted round robin, interleaved smoothly. */
    WRR("wrr"),
    /** Fewest connections, weights ignored. */
    LC("lc"),
    /** Fewest connections for its weight. */
    WLC("wlc"),
    /** Shortest expected delay: (connections + 1) / weight. */
    SED("sed"),
    /** Never queue: an idle server first, else as sed. */
    NQ("nq"),
    /** Hash of the client address. */
    SH("sh"),
    /** Hash of the destination address and port. */
    DH("dh"),
    /** Maglev hash of the client address: few clients move when servers change. */
    MH("mh"),
    /** The less loaded of two random servers. */
    P2C("p2c"),
    /** The first server with room, to keep the others idle. */
    FIRST("first");

    private final String key;

    SchedulerKind(String key) {
        this.key = key;
    }

    /** The word of the configuration file, the command line and the API. */
    public String key() {
        return key;
    }
}
