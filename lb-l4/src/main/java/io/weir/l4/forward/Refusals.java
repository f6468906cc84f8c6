package io.weir.l4.forward;

import io.weir.core.net.IpAddress;
import io.weir.core.wire.Answers;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.ParsedPacket;
import io.weir.kernel.io.FrameBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Says no: to the sender, as the RFCs have it, and in the counters. */
final class Refusals {
    private static final int RESETS_PER_SECOND = 10_000;
    private static final int ERRORS_PER_SECOND = 1000;

    private final Answers answers;
    private final MemorySegment scratch;
    private final AnswerBudget resets;
    /** For what anyone can provoke without a flow. */
    private final AnswerBudget errors;
    /** Of its own: a scan must not end path MTU discovery. */
    private final AnswerBudget tooBig;

    Refusals(Answers answers, int ticksPerSecond) {
        this.answers = answers;
        this.scratch = Arena.ofAuto().allocate(FrameBatch.HEADROOM + Answers.MAXIMUM_LENGTH, Long.BYTES);
        this.resets = new AnswerBudget(RESETS_PER_SECOND, RESETS_PER_SECOND / 10, ticksPerSecond);
        this.errors = new AnswerBudget(ERRORS_PER_SECOND, ERRORS_PER_SECOND / 10, ticksPerSecond);
        this.tooBig = new AnswerBudget(ERRORS_PER_SECOND, ERRORS_PER_SECOND / 10, ticksPerSecond);
    }

    /** As a host without the port would: a reset for TCP, port unreachable for UDP. */
    void refuse(Frame frame, int reason) {
        ParsedPacket packet = frame.packet;
        if (packet.protocol() == IpProtocol.TCP) {
            if (resets.take(frame.now())) {
                send(frame, answers.tcpReset(packet, scratch, FrameBatch.HEADROOM));
            }
        } else if (errors.take(frame.now())) {
            send(frame, answers.portUnreachable(packet, scratch, FrameBatch.HEADROOM));
        }
        frame.drop(reason);
    }

    /** The last hop was used up on the way through us. */
    void hopLimit(Frame frame) {
        IpAddress ours = frame.view().link(frame.link()).address(frame.v6());
        if (ours != null && errors.take(frame.now())) {
            send(frame, answers.timeExceeded(frame.packet, ours.high(), ours.low(), scratch, FrameBatch.HEADROOM));
        }
        frame.drop(DropReason.HOP_LIMIT);
    }

    /** The next link takes no packet that long. */
    void tooBig(Frame frame, int mtu) {
        IpAddress ours = frame.view().link(frame.link()).address(frame.v6());
        if (ours != null && tooBig.take(frame.now())) {
            send(frame, answers.tooBig(frame.packet, mtu, ours.high(), ours.low(), scratch, FrameBatch.HEADROOM));
        }
        frame.drop(DropReason.TOO_BIG);
    }

    private void send(Frame frame, int length) {
        if (length > 0) {
            frame.io().send(frame.link(), scratch, FrameBatch.HEADROOM, length);
        }
    }
}
