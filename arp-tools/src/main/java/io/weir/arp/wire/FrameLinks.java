package io.weir.arp.wire;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** ARP and neighbour discovery frames in and out of several interfaces, for one thread. */
public interface FrameLinks extends AutoCloseable {
    /** Takes one frame that came in. */
    @FunctionalInterface
    interface Receiver {
        /** One frame, from its destination address to the end of its payload. */
        void received(int interfaceIndex, byte[] frame);
    }

    /** Listens on exactly these interfaces from now on. One that cannot be opened is tried again later. */
    void listen(Set<Integer> interfaceIndexes);

    /** What keeps an interface from being heard, in words; null for nothing. */
    @Nullable String problem(int interfaceIndex);

    /**
     * Sends one frame on an interface that is listened on.
     *
     * @return whether it went out; a frame that did not is lost, as one on the wire may be
     */
    boolean send(int interfaceIndex, byte[] frame);

    /** Waits until there are frames, at most for the time given, and hands over a bounded number. */
    void receive(Duration timeout, Receiver receiver);

    /** Closes all sockets. */
    @Override
    void close();
}
