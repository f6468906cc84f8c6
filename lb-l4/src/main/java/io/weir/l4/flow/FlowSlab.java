package io.weir.l4.flow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/**
 * The entries of a flow table, laid out as {@link FlowLayout} says, and which of them are free. An entry never moves.
 * Memory beyond the highest slot ever used stays untouched.
 */
final class FlowSlab {
    private static final int NONE = -1;

    private final MemorySegment memory;
    private final boolean v6;
    private final int capacity;
    private final int sizeLog2;
    private final int addressLog2;
    private int highWater;
    private int freed = NONE;

    /** Entries in zeroed memory that is aligned and long enough. */
    FlowSlab(boolean v6, int capacity, MemorySegment memory) {
        this.memory = memory;
        this.v6 = v6;
        this.capacity = capacity;
        this.sizeLog2 = sizeLog2(v6);
        this.addressLog2 = v6 ? 4 : 2;
    }

    static int sizeLog2(boolean v6) {
        return v6 ? FlowLayout.V6_BYTES_LOG2 : FlowLayout.V4_BYTES_LOG2;
    }

    /** A free slot, which is then taken; -1 when there is none. */
    int take() {
        int slot = freed;
        if (slot != NONE) {
            freed = integer(slot, FlowLayout.NEXT);
            return slot;
        }
        return highWater < capacity ? highWater++ : NONE;
    }

    /** Frees a slot. */
    void release(int slot) {
        setByte(slot, FlowLayout.MODE, FlowMode.FREE);
        setInteger(slot, FlowLayout.NEXT, freed);
        freed = slot;
    }

    boolean live(int slot) {
        return u8(slot, FlowLayout.MODE) != FlowMode.FREE;
    }

    /** Slots from here on were never used. */
    int highWater() {
        return highWater;
    }

    void fill(int slot, NewFlow flow, int now) {
        boolean snat = flow.mode == FlowMode.SNAT;
        setPort(slot, FlowLayout.CLIENT_PORT, flow.clientPort);
        setPort(slot, FlowLayout.VIP_PORT, flow.vipPort);
        setPort(slot, FlowLayout.SERVER_PORT, flow.serverPort);
        setPort(slot, FlowLayout.SOURCE_PORT, snat ? flow.sourcePort : flow.clientPort);
        setByte(slot, FlowLayout.PROTOCOL, flow.protocol);
        setByte(slot, FlowLayout.MODE, flow.mode);
        setByte(slot, FlowLayout.STATE, flow.state);
        setByte(slot, FlowLayout.TIMEOUT_CLASS, flow.timeoutClass);
        setInteger(slot, FlowLayout.SERVER_ID, flow.serverId);
        setInteger(slot, FlowLayout.PACKETS, 1);
        setInteger(slot, FlowLayout.LAST_SEEN, now);
        setStation(slot, flow.clientMac, flow.clientLink, flow.serverLink);
        setInteger(slot, FlowLayout.SEQUENCE, flow.sequence);
        setInteger(slot, FlowLayout.ACKNOWLEDGMENT, flow.acknowledgment);
        setAddress(slot, FlowLayout.CLIENT, flow.clientHigh, flow.clientLow);
        setAddress(slot, FlowLayout.VIP, flow.vipHigh, flow.vipLow);
        setAddress(slot, FlowLayout.SERVER, flow.serverHigh, flow.serverLow);
        setAddress(
                slot,
                FlowLayout.SOURCE,
                snat ? flow.sourceHigh : flow.clientHigh,
                snat ? flow.sourceLow : flow.clientLow);
    }

    /** Whether a packet with this tuple comes from the entry's client. */
    boolean fromClient(
            int slot,
            int protocol,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        return u8(slot, FlowLayout.PROTOCOL) == protocol
                && port(slot, FlowLayout.CLIENT_PORT) == sourcePort
                && port(slot, FlowLayout.VIP_PORT) == destinationPort
                && hasAddress(slot, FlowLayout.CLIENT, sourceHigh, sourceLow)
                && hasAddress(slot, FlowLayout.VIP, destinationHigh, destinationLow);
    }

    /** Whether a packet with this tuple comes from the entry's server. */
    boolean fromServer(
            int slot,
            int protocol,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        return u8(slot, FlowLayout.PROTOCOL) == protocol
                && port(slot, FlowLayout.SERVER_PORT) == sourcePort
                && port(slot, FlowLayout.SOURCE_PORT) == destinationPort
                && hasAddress(slot, FlowLayout.SERVER, sourceHigh, sourceLow)
                && hasAddress(slot, FlowLayout.SOURCE, destinationHigh, destinationLow);
    }

    private boolean hasAddress(int slot, int which, long high, long low) {
        long at = addressAt(slot, which);
        return v6
                ? memory.get(JAVA_LONG, at) == high && memory.get(JAVA_LONG, at + 8) == low
                : memory.get(JAVA_INT, at) == (int) low;
    }

    long high(int slot, int which) {
        return v6 ? memory.get(JAVA_LONG, addressAt(slot, which)) : 0;
    }

    long low(int slot, int which) {
        long at = addressAt(slot, which);
        return v6 ? memory.get(JAVA_LONG, at + 8) : Integer.toUnsignedLong(memory.get(JAVA_INT, at));
    }

    private void setAddress(int slot, int which, long high, long low) {
        long at = addressAt(slot, which);
        if (v6) {
            memory.set(JAVA_LONG, at, high);
            memory.set(JAVA_LONG, at + 8, low);
        } else {
            memory.set(JAVA_INT, at, (int) low);
        }
    }

    private long addressAt(int slot, int which) {
        return at(slot, FlowLayout.ADDRESSES) + ((long) which << addressLog2);
    }

    long station(int slot) {
        return memory.get(JAVA_LONG, at(slot, FlowLayout.STATION));
    }

    void setStation(int slot, long mac, int clientLink, int serverLink) {
        long station = (mac & FlowLayout.MAC_MASK)
                | (clientLink & 0xffL) << FlowLayout.CLIENT_LINK_SHIFT
                | (long) serverLink << FlowLayout.SERVER_LINK_SHIFT;
        memory.set(JAVA_LONG, at(slot, FlowLayout.STATION), station);
    }

    int u8(int slot, int field) {
        return memory.get(JAVA_BYTE, at(slot, field)) & 0xff;
    }

    void setByte(int slot, int field, int value) {
        memory.set(JAVA_BYTE, at(slot, field), (byte) value);
    }

    int port(int slot, int field) {
        return memory.get(JAVA_SHORT, at(slot, field)) & 0xffff;
    }

    private void setPort(int slot, int field, int port) {
        memory.set(JAVA_SHORT, at(slot, field), (short) port);
    }

    int integer(int slot, int field) {
        return memory.get(JAVA_INT, at(slot, field));
    }

    void setInteger(int slot, int field, int value) {
        memory.set(JAVA_INT, at(slot, field), value);
    }

    private long at(int slot, int field) {
        return ((long) slot << sizeLog2) + field;
    }
}
