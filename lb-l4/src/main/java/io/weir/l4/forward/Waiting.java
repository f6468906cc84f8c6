package io.weir.l4.forward;

import io.weir.core.wire.ParsedPacket;
import io.weir.l4.flow.FlowClock;
import io.weir.l4.flow.FrameReceiver;
import io.weir.l4.flow.SpscFrameRing;
import java.lang.foreign.MemorySegment;

/**
 * Frames to servers whose Ethernet address is being asked for: bounded, for a second. They are judged again in rounds;
 * who has no address then waits for the next round.
 */
final class Waiting {
    private static final int CAPACITY = 256;
    private static final int ROUNDS = FlowClock.TICKS_PER_SECOND;
    private static final int UNFINISHED = 1;
    private static final int ROUND_SHIFT = 1;

    private final Frame frame;
    /** One thread has both ends. */
    private final SpscFrameRing ring;

    private final FrameReceiver again = this::again;
    private FrameReceiver judgement = (segment, base, length, link, flags) -> {};
    private int waiting;
    private int round;
    private int nextRound;

    Waiting(Frame frame, MemorySegment memory) {
        this.frame = frame;
        this.ring = new SpscFrameRing(CAPACITY, memory);
    }

    static long bytes() {
        return SpscFrameRing.bytes(CAPACITY);
    }

    /** Keeps the frame in hand, which goes to an unresolved server; it has its verdict then. */
    void add() {
        ParsedPacket packet = frame.packet;
        if (round >= ROUNDS) {
            frame.drop(DropReason.UNRESOLVED);
            return;
        }
        if (frame.isSuperFrame()) {
            // A copy would forget that it stands for several packets.
            frame.drop(DropReason.UNRESOLVED_FULL);
            return;
        }
        if (waiting == 0) {
            nextRound = frame.now() + 1;
        }
        int flags = (packet.checksumUnfinished() ? UNFINISHED : 0) | (round + 1) << ROUND_SHIFT;
        if (ring.offer(packet.segment(), packet.base(), packet.length(), frame.link(), flags)) {
            waiting++;
            frame.moved();
        } else {
            frame.drop(DropReason.UNRESOLVED_FULL);
        }
    }

    /** Has those that wait judged again, once in a tick. */
    void release(FrameReceiver judge) {
        if (waiting == 0 || frame.now() - nextRound < 0) {
            return;
        }
        int count = waiting;
        waiting = 0;
        judgement = judge;
        // One by one, so that each leaves its place to itself when it has to wait on.
        for (int i = 0; i < count; i++) {
            ring.drain(1, again);
        }
        round = 0;
    }

    private void again(MemorySegment segment, long base, int length, int link, int flags) {
        round = flags >>> ROUND_SHIFT;
        judgement.frame(segment, base, length, link, flags & UNFINISHED);
    }
}
