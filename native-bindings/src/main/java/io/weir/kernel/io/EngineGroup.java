package io.weir.kernel.io;

import io.weir.kernel.packet.ClassicBpf;
import io.weir.kernel.sys.ErrnoException;
import java.util.List;

/** Engines of several workers on the same links, of one kind. Every frame goes to one of them. */
public interface EngineGroup extends AutoCloseable {
    /** One for each worker, in order. */
    List<? extends PacketIo> engines();

    /**
     * Replaces the program that says which worker receives a frame; every frame is steered by the one or the other. An
     * engine whose frames the interface itself distributes has none to replace. From any one thread.
     *
     * @param program its result, modulo the number of workers, is the worker; finds the network header at offset 0
     */
    void steer(ClassicBpf program) throws ErrnoException;

    /** Closes every engine. */
    @Override
    void close();
}
