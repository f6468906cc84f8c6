package io.weir.kernel.io;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One worker's way to the wire: a receive and a transmit queue on each of its links. Owned by one thread; only
 * {@link #wakeup} and {@link #counters} are for others.
 *
 * <p>Nothing on the path between {@link #receive} and {@link #flush} allocates, blocks or throws for what frames or
 * peers do.
 */
public interface PacketIo extends AutoCloseable {
    /** The interfaces it carries frames of; the place in this list is the link's number. */
    List<PacketLink> links();

    /**
     * Frames arrive from now on, at an engine that can wait; others receive from the opening on. So one that takes the
     * place of another on the same links gets nothing that the other has handed out: its owner calls this once, right
     * after the last {@link #receive} of the one before.
     */
    default void begin() {}

    /**
     * Clears the batch and fills it with what has arrived, in order within a link. Never blocks. The batch before must
     * be completed.
     *
     * @return the frames received, 0 for none
     */
    int receive(FrameBatch batch);

    /**
     * Acts on every frame's verdict and takes the frames' memory back. Frames leave in the order of the batch within a
     * link. What cannot leave is counted and dropped.
     */
    void complete(FrameBatch batch);

    /**
     * Sends a frame that the caller made. Its bytes are the caller's again when this returns.
     *
     * @param base where the frame starts; {@link FrameBatch#HEADROOM} bytes in front of it are overwritten
     * @return whether there was room; counted if not
     */
    boolean send(int link, MemorySegment segment, long base, int length);

    /**
     * Hears of a frame that the caller had copied and drops now; does nothing with it but show it to a recording.
     *
     * @param reason the caller's number for why
     */
    default void dropped(MemorySegment segment, long base, int length, int reason) {}

    /** Tells the kernel what waits to be sent. Once for each duty cycle. */
    void flush();

    /** Waits until frames have arrived or {@link #wakeup} was called, at most this long. */
    void await(long timeoutNanos);

    /** Ends a wait, also one that has not begun. From any thread. */
    void wakeup();

    /**
     * Whether frames of one flow come to the worker that the steering program chooses. If not, the interface chose, and
     * whoever got a frame hands it over.
     */
    default boolean steered() {
        return true;
    }

    /**
     * Whether a batch knows of every checksum that is unfinished. If not, one may be unfinished all the same, as
     * {@link UnfinishedChecksums} recognises, and frames must leave with finished ones.
     */
    default boolean finishedChecksums() {
        return true;
    }

    /**
     * Whether the host has every frame too, whatever becomes of it here. If not, {@link FrameBatch#PASS} hands it back, which
     * costs the kernel some 50 us, and which engines limit.
     */
    default boolean hostHasCopy() {
        return true;
    }

    /** What it has done. */
    PacketIoCounters counters();

    /** Gives every queue back. By the owner, or when it uses the engine no more. */
    @Override
    void close();
}
