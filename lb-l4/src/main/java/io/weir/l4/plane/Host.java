package io.weir.l4.plane;

import io.weir.kernel.io.PacketIo;
import io.weir.kernel.io.PacketLink;
import io.weir.l4.view.L4View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

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

    /** Opens queues on the links, for each of some workers. */
    Queues queues(List<PacketLink> links, int workers, L4View view) throws IOException;

    /** Zeroed memory until the close, aligned to 64 bytes, which takes room only where it is touched. */
    MemorySegment memory(long bytes);

    /** Keeps the calling thread on the processor of a worker, if there are enough. */
    void pin(int worker, int workers);

    /** How many workers are good for this machine. */
    int workers();

    /** Gives the memory back; when the workers have ended. */
    @Override
    void close();

    /** Engines of all workers, over the same links. */
    interface Queues {
        /** One for each worker, which closes it. */
        List<PacketIo> engines();

        /** Distributes frames over the workers by this view. */
        void steer(L4View view) throws IOException;

        /** What they are, for log and status. */
        String description();
    }
}
