package io.weir.l4.flow;

import java.lang.foreign.MemorySegment;
import java.util.function.IntPredicate;

/**
 * The flows of one worker and one address family, found by the tuple of a packet of either direction.
 *
 * <p>Memory is fixed: an entry of {@link FlowLayout}, 32 bytes of index and 8 of {@link HalfOpenFlows} for each flow of
 * the capacity; 104 bytes for IPv4, 168 for IPv6. What was never used is never touched. A flow keeps its slot for life; a slot is good until its
 * flow ends, of which {@link FlowEnd} hears.
 *
 * <p>When the table is full, a new flow takes the place of the oldest half-open one, else of the oldest closed one, else
 * of the longest idle of a few, but never of one that had a packet a short while ago ({@link #protect}).
 *
 * <p>One thread owns a table. Others may ask for sizes and evictions, and may hear values that are a little old.
 */
public final class FlowTable extends FlowEntries {
    /** No such flow. */
    public static final int NONE = -1;
    /** {@link #insert} found nothing that may be evicted. */
    public static final int FULL = -2;
    /** {@link #insert} found one of the flow's tuples in use. */
    public static final int DUPLICATE = -3;
    /** The bit {@link #find} adds to the slot when the packet comes from the server. */
    public static final int REPLY = 1 << 30;
    /** Most flows a table can be made for. */
    public static final int MAXIMUM_CAPACITY = 1 << 28;
    /** Most hashes of one {@link #fetch}. */
    public static final int MOST_FETCHED = 64;
    /** How many sets of timeouts a table holds. */
    public static final int TIMEOUT_CLASSES = 16;

    private final boolean v6;
    private final int capacity;
    private final FlowEnd end;
    private final FlowHash hash;
    private final FlowIndex index;
    private final HalfOpenFlows halfOpen;
    private final Victims victims;
    private final TimerWheel[] wheels = new TimerWheel[FlowState.KINDS];
    private final int[] timeouts = new int[TIMEOUT_CLASSES * FlowState.LIMIT];
    private final OwnedCounter[] evictions = new OwnedCounter[FlowState.KINDS];
    private final int[] slots = new int[MOST_FETCHED];
    /** Without it the compiler would leave the reads out. */
    @SuppressWarnings("UnusedVariable")
    private long fetched;

    private int size;

    FlowTable(boolean v6, int capacity, MemorySegment memory, FlowEnd end, FlowHash hash) {
        super(new FlowSlab(v6, capacity, checked(memory, bytes(v6, capacity))));
        this.v6 = v6;
        this.capacity = capacity;
        this.end = end;
        this.hash = hash;
        long entries = (long) capacity << FlowSlab.sizeLog2(v6);
        long indexed = FlowIndex.bytes(keys(capacity));
        index = new FlowIndex(memory.asSlice(entries, indexed), keys(capacity));
        halfOpen = new HalfOpenFlows(memory.asSlice(entries + indexed, HalfOpenFlows.bytes(capacity)));
        for (int kind = 0; kind < FlowState.KINDS; kind++) {
            wheels[kind] = new TimerWheel(slab);
            evictions[kind] = new OwnedCounter();
        }
        victims = new Victims(this, wheels, halfOpen);
        for (int i = 0; i < TIMEOUT_CLASSES; i++) {
            timeouts(i, FlowTimeouts.STANDARD);
        }
    }

    /**
     * A table of IPv4 flows.
     *
     * @param capacity flows, 1 to {@link #MAXIMUM_CAPACITY}
     * @param memory at least {@link #bytes}, native, zeroed, aligned to 64; the table's from now on
     * @param end hears of every flow that ends
     */
    public static FlowTable v4(int capacity, MemorySegment memory, FlowEnd end) {
        return new FlowTable(false, capacity, memory, end, FlowHash.secret());
    }

    /** A table of IPv6 flows; see {@link #v4}. */
    public static FlowTable v6(int capacity, MemorySegment memory, FlowEnd end) {
        return new FlowTable(true, capacity, memory, end, FlowHash.secret());
    }

    private static MemorySegment checked(MemorySegment memory, long bytes) {
        require(memory.byteSize() >= bytes, "it needs " + bytes + " bytes of memory, not " + memory.byteSize());
        boolean aligned = memory.isNative() && memory.address() % FlowLayout.ALIGNMENT == 0;
        require(aligned, "its memory is native and starts at a multiple of " + FlowLayout.ALIGNMENT);
        return memory;
    }

    /** The memory a table takes: entries, index, and links of half-open flows. */
    public static long bytes(boolean v6, int capacity) {
        require(capacity > 0 && capacity <= MAXIMUM_CAPACITY, "it holds 1 to " + MAXIMUM_CAPACITY + " flows");
        return ((long) capacity << FlowSlab.sizeLog2(v6))
                + FlowIndex.bytes(keys(capacity))
                + HalfOpenFlows.bytes(capacity);
    }

    /** A flow may be found by two tuples. */
    private static int keys(int capacity) {
        return 2 * capacity;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException("no such flow table: " + what);
        }
    }

    /**
     * The flow a packet belongs to: its slot, with {@link #REPLY} when the packet comes from the server, or
     * {@link #NONE}. Of an IPv4 address the high word does not count.
     */
    public int find(
            int protocol,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        return find(
                hash(protocol, sourceHigh, sourceLow, sourcePort, destinationHigh, destinationLow, destinationPort),
                protocol,
                sourceHigh,
                sourceLow,
                sourcePort,
                destinationHigh,
                destinationLow,
                destinationPort);
    }

    /** The same when the {@link #hash} of the tuple is known already. */
    public int find(
            int sought,
            int protocol,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        int place = index.home(sought);
        for (long entry = index.entry(place); entry != 0; entry = index.entry(place)) {
            if (FlowIndex.hash(entry) == sought) {
                int found = FlowIndex.named(entry);
                if (matches(
                        found,
                        protocol,
                        sourceHigh,
                        sourceLow,
                        sourcePort,
                        destinationHigh,
                        destinationLow,
                        destinationPort)) {
                    return found;
                }
            }
            place = index.after(place);
        }
        return NONE;
    }

    private boolean matches(
            int found,
            int protocol,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        int slot = slot(found);
        return isReply(found)
                ? slab.fromServer(
                        slot,
                        protocol,
                        sourceHigh,
                        sourceLow,
                        sourcePort,
                        destinationHigh,
                        destinationLow,
                        destinationPort)
                : slab.fromClient(
                        slot,
                        protocol,
                        sourceHigh,
                        sourceLow,
                        sourcePort,
                        destinationHigh,
                        destinationLow,
                        destinationPort);
    }

    /** The hash of a tuple, as {@link #find} takes it. */
    public int hash(
            int protocol,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long destinationHigh,
            long destinationLow,
            int destinationPort) {
        return v6
                ? hash.v6(protocol, sourceHigh, sourceLow, sourcePort, destinationHigh, destinationLow, destinationPort)
                : hash.v4(protocol, sourceLow, sourcePort, destinationLow, destinationPort);
    }

    /**
     * Reads what {@link #find} will need for tuples with these hashes, all at once, so that the reads from memory
     * overlap. Finds nothing and changes nothing.
     *
     * @param count how many of them, at most {@link #MOST_FETCHED}
     */
    public void fetch(int[] hashes, int count) {
        fetched += index.fetch(hashes, count, slots);
        int read = 0;
        for (int i = 0; i < count; i++) {
            read += slab.integer(slots[i], FlowLayout.LAST_SEEN);
        }
        fetched += read;
    }

    /** Whether {@link #find} says that the packet comes from the server. */
    public static boolean isReply(int found) {
        return (found & REPLY) != 0;
    }

    /** The slot in what {@link #find} says. */
    public static int slot(int found) {
        return found & ~REPLY;
    }

    /**
     * Remembers a flow, whose first packet is counted. Returns its slot, {@link #FULL} or {@link #DUPLICATE}. May end
     * another flow to make room.
     */
    public int insert(NewFlow flow, int now) {
        if (inUse(flow)) {
            return DUPLICATE;
        }
        if (size == capacity && !makeRoom(now)) {
            return FULL;
        }
        int slot = slab.take();
        slab.fill(slot, flow, now);
        index.insert(clientHash(slot), slot);
        if (FlowMode.seesReplies(flow.mode)) {
            index.insert(serverHash(slot), slot | REPLY);
        }
        enter(slot);
        size++;
        return slot;
    }

    private boolean inUse(NewFlow flow) {
        if (find(
                        flow.protocol,
                        flow.clientHigh,
                        flow.clientLow,
                        flow.clientPort,
                        flow.vipHigh,
                        flow.vipLow,
                        flow.vipPort)
                != NONE) {
            return true;
        }
        if (!FlowMode.seesReplies(flow.mode)) {
            return false;
        }
        boolean snat = flow.mode == FlowMode.SNAT;
        long sourceHigh = snat ? flow.sourceHigh : flow.clientHigh;
        long sourceLow = snat ? flow.sourceLow : flow.clientLow;
        int sourcePort = snat ? flow.sourcePort : flow.clientPort;
        boolean repliesToItself = flow.serverPort == flow.clientPort
                && sourcePort == flow.vipPort
                && flow.serverHigh == flow.clientHigh
                && flow.serverLow == flow.clientLow
                && sourceHigh == flow.vipHigh
                && sourceLow == flow.vipLow;
        return repliesToItself
                || find(
                                flow.protocol,
                                flow.serverHigh,
                                flow.serverLow,
                                flow.serverPort,
                                sourceHigh,
                                sourceLow,
                                sourcePort)
                        != NONE;
    }

    private int clientHash(int slot) {
        return hash(
                protocol(slot),
                clientHigh(slot),
                clientLow(slot),
                clientPort(slot),
                vipHigh(slot),
                vipLow(slot),
                vipPort(slot));
    }

    private int serverHash(int slot) {
        return hash(
                protocol(slot),
                serverHigh(slot),
                serverLow(slot),
                serverPort(slot),
                sourceHigh(slot),
                sourceLow(slot),
                sourcePort(slot));
    }

    private boolean makeRoom(int now) {
        int victim = victims.oldest(FlowState.HALF_OPEN);
        EndCause cause = EndCause.EVICTED_HALF_OPEN;
        if (victim == NONE) {
            victim = victims.oldest(FlowState.CLOSED);
            cause = EndCause.EVICTED_CLOSED;
        }
        if (victim == NONE) {
            victim = victims.longestIdle(now);
            cause = EndCause.EVICTED_IDLE;
        }
        return evict(victim, cause);
    }

    /**
     * Ends a half-open flow of a server that has been idle for some time, the one that began first of a few.
     *
     * @param idle ticks that it must have been idle at least; five times that when its client says that
     *     the server has answered
     * @return whether there was one
     */
    public boolean evictHalfOpen(int now, int idle, int serverId) {
        return evict(victims.halfOpen(now, idle, serverId), EndCause.EVICTED_HALF_OPEN);
    }

    /**
     * Ends a flow in use that strangers can have made up, since no reply has to come by for it: the longest idle of a few,
     * if it is idle for long.
     *
     * @param ofServer asked with the id of the flow's server
     * @return whether there was one
     */
    public boolean evictIdle(int now, IntPredicate ofServer) {
        return evict(victims.madeUp(now, ofServer), EndCause.EVICTED_IDLE);
    }

    private boolean evict(int victim, EndCause cause) {
        if (victim == NONE) {
            return false;
        }
        evictions[FlowState.kind(state(victim))].increment();
        remove(victim, cause);
        return true;
    }

    /** Forgets a flow. */
    public void remove(int slot, EndCause cause) {
        end.ended(this, slot, cause);
        index.remove(clientHash(slot), slot);
        if (FlowMode.seesReplies(mode(slot))) {
            index.remove(serverHash(slot), slot | REPLY);
        }
        leave(slot);
        slab.release(slot);
        size--;
    }

    /**
     * Forgets flows whose time is over, at most a quarter of a second late when called often enough.
     *
     * @param budget most entries to look at
     * @return how many were looked at; {@code budget} means that there may be more
     */
    public int expire(int now, int budget) {
        int looked = 0;
        for (int kind = 0; kind < FlowState.KINDS; kind++) {
            TimerWheel wheel = wheels[kind];
            for (int slot = 0; looked < budget && (slot = wheel.due(now)) != NONE; looked++) {
                if (lastSeen(slot) + timeout(slot) - now <= 0) {
                    remove(slot, EndCause.EXPIRED);
                } else {
                    wheel.unlink(slot);
                    link(slot);
                }
            }
        }
        return looked;
    }

    private void enter(int slot) {
        if (FlowState.kind(state(slot)) == FlowState.HALF_OPEN) {
            halfOpen.add(slot, serverId(slot));
        }
        link(slot);
    }

    private void leave(int slot) {
        int kind = FlowState.kind(state(slot));
        if (kind == FlowState.HALF_OPEN) {
            halfOpen.remove(slot, serverId(slot));
        }
        wheels[kind].unlink(slot);
    }

    void link(int slot) {
        wheels[FlowState.kind(state(slot))].link(slot, lastSeen(slot), timeout(slot));
    }

    int timeout(int slot) {
        return timeouts[slab.u8(slot, FlowLayout.TIMEOUT_CLASS) * FlowState.LIMIT + state(slot)];
    }

    /** Shows {@code count} places from {@code from} on. Returns where to go on, or {@link #NONE} after the last. */
    public int sweep(int from, int count, FlowVisitor visitor) {
        int to = (int) Math.min((long) from + count, slab.highWater());
        for (int slot = from; slot < to; slot++) {
            if (slab.live(slot)) {
                visitor.flow(this, slot);
            }
        }
        return to < slab.highWater() ? to : NONE;
    }

    /** Sets one of the {@link #TIMEOUT_CLASSES}. Running flows learn of it within 512 s. */
    public void timeouts(int timeoutClass, FlowTimeouts values) {
        for (int state = 0; state < FlowState.LIMIT; state++) {
            timeouts[timeoutClass * FlowState.LIMIT + state] = values.ticks(state);
        }
    }

    /** A flow in use that had a packet less than {@code ticks} ago makes room for no other; 60 s if this is not called. */
    public void protect(int ticks) {
        victims.protect(ticks);
    }

    /** Flows in the table. */
    public int size() {
        return size;
    }

    /** Flows of a kind: {@link FlowState#HALF_OPEN}, {@link FlowState#CLOSED} or {@link FlowState#LIVE}. */
    public int size(int kind) {
        return wheels[kind].size();
    }

    /** Most flows it can hold. */
    public int capacity() {
        return capacity;
    }

    /** Flows of a kind that made room for others, since the table was made. */
    public OwnedCounter evictions(int kind) {
        return evictions[kind];
    }

    /** Whether this is a table of IPv6 flows. */
    public boolean isV6() {
        return v6;
    }

    /** Whether a flow is in this slot. */
    public boolean live(int slot) {
        return slab.live(slot);
    }

    /** A number that tells the flow from others that may follow it in its slot; 0 when the slot is empty. */
    public int identity(int slot) {
        return live(slot) ? (clientHash(slot) ^ (serverHash(slot) * 31) ^ serverId(slot)) | 1 : 0;
    }

    /** Moves a flow to another state, and to the timeout that goes with it. Touch it first. */
    public void state(int slot, int state) {
        if (state(slot) != state) {
            leave(slot);
            slab.setByte(slot, FlowLayout.STATE, state);
            enter(slot);
        }
    }
}
