package io.weir.l4.flow;

import io.weir.core.wire.IpProtocol;
import java.util.function.IntPredicate;

/** Chooses which flow of a table gives way. Looks at a few entries each time, whatever the table's size. */
final class Victims {
    private static final int NONE = FlowTable.NONE;
    /** A flow idle for less is not evicted: {@value} s, unless {@link #protect} says otherwise. */
    private static final int PROTECTED_SECONDS = 60;
    /** Entries looked at to find one to evict. */
    private static final int SAMPLE = 16;
    /** The same in a table with room, where they may be of other services. */
    private static final int WIDE_SAMPLE = 64;

    private static final int ASSUMED_FACTOR = 5;

    private final FlowTable table;
    private final TimerWheel[] wheels;
    private final HalfOpenFlows halfOpen;
    private int protectedTicks = PROTECTED_SECONDS * FlowClock.TICKS_PER_SECOND;
    private int hand;

    Victims(FlowTable table, TimerWheel[] wheels, HalfOpenFlows halfOpen) {
        this.table = table;
        this.wheels = wheels;
        this.halfOpen = halfOpen;
    }

    void protect(int ticks) {
        protectedTicks = ticks;
    }

    /** The one of a kind whose time is over first; -1 when there is none. */
    int oldest(int kind) {
        TimerWheel wheel = wheels[kind];
        for (int i = 0; i < SAMPLE && wheel.size() > 0; i++) {
            int slot = wheel.first();
            if (table.lastSeen(slot) + table.timeout(slot) - wheel.firstDue() < 0) {
                return slot;
            }
            wheel.unlink(slot);
            table.link(slot);
        }
        return wheel.first();
    }

    /** Of a full table. */
    int longestIdle(int now) {
        int victim = NONE;
        int most = protectedTicks;
        for (int i = 0; i < SAMPLE; i++) {
            hand = hand + 1 >= table.capacity() ? 0 : hand + 1;
            int idle = now - table.lastSeen(hand);
            if (idle >= most) {
                victim = hand;
                most = idle;
            }
        }
        return victim;
    }

    /** See {@link FlowTable#evictHalfOpen}. */
    int halfOpen(int now, int idle, int serverId) {
        int slot = halfOpen.first(serverId);
        for (int i = 0; i < SAMPLE && slot != NONE; i++) {
            int next = halfOpen.next(slot);
            int of = table.serverId(slot);
            int least = table.state(slot) == FlowState.ASSUMED ? ASSUMED_FACTOR * idle : idle;
            if (of == serverId && now - table.lastSeen(slot) >= least) {
                return slot;
            }
            if (of != serverId || table.packets(slot) > 1) {
                // Others shall be seen the next time: this one is alive, or another server's.
                halfOpen.remove(slot, of);
                halfOpen.add(slot, of);
            }
            slot = next;
        }
        return NONE;
    }

    /** See {@link FlowTable#evictIdle}. */
    int madeUp(int now, IntPredicate ofServer) {
        int victim = NONE;
        int most = protectedTicks;
        for (int i = 0; i < WIDE_SAMPLE; i++) {
            hand = hand + 1 >= table.slab.highWater() ? 0 : hand + 1;
            int idle = now - table.lastSeen(hand);
            if (idle >= most && mayBeMadeUp(hand) && ofServer.test(table.serverId(hand))) {
                victim = hand;
                most = idle;
            }
        }
        return victim;
    }

    private boolean mayBeMadeUp(int slot) {
        return table.live(slot)
                && FlowState.kind(table.state(slot)) == FlowState.LIVE
                && (table.protocol(slot) != IpProtocol.TCP || !FlowMode.seesReplies(table.mode(slot)));
    }
}
