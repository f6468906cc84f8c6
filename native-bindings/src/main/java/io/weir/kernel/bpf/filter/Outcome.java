package io.weir.kernel.bpf.filter;

/** What the filter found a frame to be. */
public enum Outcome {
    /** Not ours: the host gets it. */
    PASSED(0),
    /** To a hidden address. */
    HIDDEN(1),
    /** An ARP request for a hidden address. */
    ARP_REQUEST(2),
    /** A neighbor solicitation for a hidden address. */
    SOLICITATION(3),
    /** From a server's service. */
    REPLY(4),
    /** To a port that stands for someone else's connection. */
    TRANSLATED(5),
    /** An ICMP error about a packet of ours; at XDP only. */
    ICMP_ERROR(6),
    /** A later fragment that may be ours; at XDP only. */
    FRAGMENT(7);

    private final int index;

    Outcome(int index) {
        this.index = index;
    }

    /** Where its counter is. */
    int index() {
        return index;
    }
}
