package io.weir.l4.flow;

/**
 * Reads and writes the flows of a table by their slots. Of an empty slot the answers mean nothing.
 *
 * <p>Addresses are two words as in {@link io.weir.core.net.IpAddress}, the high one 0 for IPv4; ports are 0 to 65535.
 */
public abstract sealed class FlowEntries permits FlowTable {
    final FlowSlab slab;

    FlowEntries(FlowSlab slab) {
        this.slab = slab;
    }

    /** A {@link FlowMode}. */
    public final int mode(int slot) {
        return slab.u8(slot, FlowLayout.MODE);
    }

    /** A {@link FlowState}. */
    public final int state(int slot) {
        return slab.u8(slot, FlowLayout.STATE);
    }

    /** An {@link io.weir.core.wire.IpProtocol}. */
    public final int protocol(int slot) {
        return slab.u8(slot, FlowLayout.PROTOCOL);
    }

    /** High word of where the client's packets come from. */
    public final long clientHigh(int slot) {
        return slab.high(slot, FlowLayout.CLIENT);
    }

    /** Low word of where the client's packets come from. */
    public final long clientLow(int slot) {
        return slab.low(slot, FlowLayout.CLIENT);
    }

    /** The client's. */
    public final int clientPort(int slot) {
        return slab.port(slot, FlowLayout.CLIENT_PORT);
    }

    /** High word of where the client's packets go to. */
    public final long vipHigh(int slot) {
        return slab.high(slot, FlowLayout.VIP);
    }

    /** Low word of where the client's packets go to. */
    public final long vipLow(int slot) {
        return slab.low(slot, FlowLayout.VIP);
    }

    /** The one the client connects to. */
    public final int vipPort(int slot) {
        return slab.port(slot, FlowLayout.VIP_PORT);
    }

    /** High word of who takes them. */
    public final long serverHigh(int slot) {
        return slab.high(slot, FlowLayout.SERVER);
    }

    /** Low word of who takes them. */
    public final long serverLow(int slot) {
        return slab.low(slot, FlowLayout.SERVER);
    }

    /** The server's. */
    public final int serverPort(int slot) {
        return slab.port(slot, FlowLayout.SERVER_PORT);
    }

    /** High word of where they come from for the server; the client itself, except in {@link FlowMode#SNAT}. */
    public final long sourceHigh(int slot) {
        return slab.high(slot, FlowLayout.SOURCE);
    }

    /** See {@link #sourceHigh}. */
    public final long sourceLow(int slot) {
        return slab.low(slot, FlowLayout.SOURCE);
    }

    /** The one the server sees. */
    public final int sourcePort(int slot) {
        return slab.port(slot, FlowLayout.SOURCE_PORT);
    }

    /** The stable number of the server. */
    public final int serverId(int slot) {
        return slab.integer(slot, FlowLayout.SERVER_ID);
    }

    /** Packets of both directions, modulo 2<sup>32</sup>. */
    public final long packets(int slot) {
        return Integer.toUnsignedLong(slab.integer(slot, FlowLayout.PACKETS));
    }

    /** The tick of the last packet. */
    public final int lastSeen(int slot) {
        return slab.integer(slot, FlowLayout.LAST_SEEN);
    }

    /** The Ethernet address, 48 bits, that the client's frames come from. */
    public final long clientMac(int slot) {
        return slab.station(slot) & FlowLayout.MAC_MASK;
    }

    /** The link the client's frames come by. */
    public final int clientLink(int slot) {
        return (int) (slab.station(slot) >>> FlowLayout.CLIENT_LINK_SHIFT) & 0xff;
    }

    /** The link towards the server. */
    public final int serverLink(int slot) {
        return (int) (slab.station(slot) >>> FlowLayout.SERVER_LINK_SHIFT);
    }

    /** The sequence number that the client's next segment will have. */
    public final int lastSequence(int slot) {
        return slab.integer(slot, FlowLayout.SEQUENCE);
    }

    /** The acknowledgment number of the client, the furthest. */
    public final int lastAcknowledgment(int slot) {
        return slab.integer(slot, FlowLayout.ACKNOWLEDGMENT);
    }

    /** Counts a packet and remembers its time. */
    public final void touch(int slot, int now) {
        slab.setInteger(slot, FlowLayout.LAST_SEEN, now);
        slab.setInteger(slot, FlowLayout.PACKETS, slab.integer(slot, FlowLayout.PACKETS) + 1);
    }

    /** Remembers where replies go: to an Ethernet address, by a link of 0 to 255. */
    public final void clientStation(int slot, long mac, int link) {
        slab.setStation(slot, mac, link, serverLink(slot));
    }

    /** Remembers the link towards the server, 0 to 255. */
    public final void serverLink(int slot, int link) {
        slab.setStation(slot, clientMac(slot), clientLink(slot), link);
    }

    /** Remembers the client's numbers: of its next segment, and of what it has acknowledged. */
    public final void numbers(int slot, int sequence, int acknowledgment) {
        slab.setInteger(slot, FlowLayout.SEQUENCE, sequence);
        slab.setInteger(slot, FlowLayout.ACKNOWLEDGMENT, acknowledgment);
    }
}
