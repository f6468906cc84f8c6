package io.weir.l4.flow;

/**
 * A flow about to enter a table: filled in and reused by the table's owner, so that a new flow costs no object. Ports
 * are 0 to 65535 in host order; every value stays until it is set again.
 */
public final class NewFlow {
    int mode;
    int protocol;
    long clientHigh;
    long clientLow;
    int clientPort;
    long vipHigh;
    long vipLow;
    int vipPort;
    long serverHigh;
    long serverLow;
    int serverPort;
    long sourceHigh;
    long sourceLow;
    int sourcePort;
    int serverId;
    long clientMac;
    int clientLink;
    int serverLink;
    int state;
    int timeoutClass;
    int sequence;
    int acknowledgment;

    /** A {@link FlowMode} and an {@link io.weir.core.wire.IpProtocol}. */
    public NewFlow kind(int mode, int protocol) {
        this.mode = mode;
        this.protocol = protocol;
        return this;
    }

    /** Where the client's packets come from. */
    public NewFlow client(long high, long low, int port) {
        clientHigh = high;
        clientLow = low;
        clientPort = port;
        return this;
    }

    /** Where the client's packets go to. */
    public NewFlow vip(long high, long low, int port) {
        vipHigh = high;
        vipLow = low;
        vipPort = port;
        return this;
    }

    /** Who takes them, by its stable number and its address. */
    public NewFlow server(int id, long high, long low, int port) {
        serverId = id;
        serverHigh = high;
        serverLow = low;
        serverPort = port;
        return this;
    }

    /** Where they come from for the server. Counts in {@link FlowMode#SNAT} only; else it is the client. */
    public NewFlow source(long high, long low, int port) {
        sourceHigh = high;
        sourceLow = low;
        sourcePort = port;
        return this;
    }

    /** Where replies go: the Ethernet address the client's frame came from, and the link, 0 to 255, it came by. */
    public NewFlow station(long mac, int link) {
        clientMac = mac;
        clientLink = link;
        return this;
    }

    /** The link towards the server, 0 to 255. */
    public NewFlow serverLink(int link) {
        serverLink = link;
        return this;
    }

    /** A {@link FlowState}, and which of the table's timeouts hold, 0 to {@link FlowTable#TIMEOUT_CLASSES} - 1. */
    public NewFlow state(int state, int timeoutClass) {
        this.state = state;
        this.timeoutClass = timeoutClass;
        return this;
    }

    /** The numbers of the client's first segment. */
    public NewFlow numbers(int sequence, int acknowledgment) {
        this.sequence = sequence;
        this.acknowledgment = acknowledgment;
        return this;
    }
}
