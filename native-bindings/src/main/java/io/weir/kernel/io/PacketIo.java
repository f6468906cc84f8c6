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

    /** What it has done. */
    PacketIoCounters counters();

    /** Gives every queue back. By the owner, or after the owner's end. */
    @Override
    void close();
}
