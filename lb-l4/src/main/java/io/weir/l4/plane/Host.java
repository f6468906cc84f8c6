package io.weir.l4.plane;

import io.weir.arp.claim.ClaimListener;
import io.weir.core.service.Configuration;
import io.weir.kernel.io.PacketIo;
import io.weir.kernel.io.PacketLink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What layer 4 needs of the machine it runs on. */
public interface Host extends AutoCloseable {
    /** The interfaces, addresses and routes now. */
    Topology topology() throws IOException;

    /**
     * Opens nothing yet.
     *
     * @param stateDirectory where to remember what must be given back after a crash
     */
    Guard guard(Path stateDirectory);

    /** Asks for neighbours by ARP and NDP. */
    Stations stations();

    /** Speaks for the addresses that are ours. */
    Wire wire(ClaimListener listener);

    /** Tells, on a thread of its own, once a second and whenever something happens that may concern layer 4. */
    Watch watch(HostListener listener) throws IOException;

    /**
     * Opens queues on the links, for each of some workers, which receive nothing before they begin. There may be fewer
     * than wanted, where the interfaces have fewer queues.
     *
     * @param settings by which engine
     */
    Queues queues(Configuration.L4 settings, List<PacketLink> links, int workers, Steered by) throws IOException;

    /** Zeroed memory until the close, aligned to 64 bytes, which takes room only where it is touched. */
    MemorySegment memory(long bytes);

    /** Keeps the calling thread on the processor of a worker, if there are enough. */
    void pin(int worker, int workers);

    /** How many workers are good for this machine. */
    int workers();

    /** Gives the memory back; when the workers have ended. */
    @Override
    void close();

    /** Hears of the host. */
    @FunctionalInterface
    interface HostListener {
        /** Another turn; {@code changed} when interfaces, addresses or routes may have changed. */
        void turn(boolean changed);
    }

    /** A thread that tells of the host. */
    interface Watch extends AutoCloseable {
        /** Has the next turn come at once. */
        void wakeup();

        /** Lets the thread end by itself; a turn that has begun may still go on. */
        void end();

        /** The same, and waits for it as long as it takes in the worst case. */
        @Override
        void close();
    }

    /** Engines of all workers, over the same links. */
    interface Queues extends AutoCloseable {
        /** One for each worker, which closes it. */
        List<PacketIo> engines();

        /** Distributes frames over the workers by these addresses. */
        void steer(Steered by) throws IOException;

        /** Whether frames are distributed by addresses; if not, by the interfaces. */
        default boolean steered() {
            return true;
        }

        /** Whether others can be opened on the same links only when these are closed. */
        default boolean exclusive() {
            return false;
        }

        /**
         * Refuses links that such queues cannot be opened on for these workers, as far as that can be known while these
         * are open; says why.
         */
        default void check(List<PacketLink> links, int workers) throws IOException {}

        /** Why they serve less well than such queues can; empty if they do not. */
        default Optional<String> shortcoming() {
            return Optional.empty();
        }

        /** Takes nothing away from the host any more. The engines stay open, and get no more frames. */
        default void detach() {}

        /** What they are, for log and status. */
        EngineState state();

        /** Gives back what the engines do not; when they are closed, or none of them is used. */
        @Override
        default void close() {
            engines().forEach(PacketIo::close);
        }
    }
}
