package io.weir.kernel.bpf;

/**
 * Where a frame of a test run comes in.
 *
 * @param interfaceIndex an interface of the network namespace of the thread; 0 for its loopback
 * @param queue one of its receive queues, from 0
 */
public record Arrival(int interfaceIndex, int queue) {
    /** The first queue of the loopback interface. */
    public static final Arrival LOOPBACK = new Arrival(0, 0);
}
