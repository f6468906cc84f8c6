package io.weir.l4.flow;

/** How a flow's packets are changed, as an entry of the flow table stores it. */
public final class FlowMode {
    /** Direct return: only Ethernet addresses change, and replies never come by. */
    public static final int DR = 1;
    /** The destination becomes the server's; replies come back to the client's address. */
    public static final int NAT = 2;
    /** Destination and source change; replies come back to an address and port of ours. */
    public static final int SNAT = 3;

    /** What an empty place stores. */
    static final int FREE = 0;

    private FlowMode() {}

    /** Whether replies come by, too. */
    public static boolean seesReplies(int mode) {
        return mode >= NAT;
    }
}
