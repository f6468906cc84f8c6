package io.weir.kernel.io;

import io.weir.kernel.packet.ClassicBpf;
import io.weir.kernel.packet.Fanout;
import io.weir.kernel.sys.ErrnoException;
import java.util.List;

/**
 * Engines of several workers over packet sockets on the same links. Every frame goes to one of them, chosen by a program
 * that the kernel runs: its result, modulo the number of workers, is the worker. The program finds the network header at
 * offset 0.
 *
 * <p>They are opened in the network namespace of the calling thread, and each refuses all frames until its
 * {@link PacketIo#begin}. That needs CAP_NET_RAW; sizes beyond the host's limits need CAP_NET_ADMIN. There is at least one
 * link, each is up and there once, and there is at least one worker; with one the program is not asked.
 */
public final class PacketSocketGroup implements EngineGroup {
    private final List<PacketIo> engines;
    private final List<Fanout> fanouts;

    PacketSocketGroup(List<PacketIo> engines, List<Fanout> fanouts) {
        this.engines = List.copyOf(engines);
        this.fanouts = List.copyOf(fanouts);
    }

    /** Opens {@link AfPacketIo}s. */
    public static PacketSocketGroup afPacket(
            List<PacketLink> links, int workers, AfPacketOptions options, ClassicBpf program) throws ErrnoException {
        return new AfPacketOpening(links, options).open(workers, program);
    }

    /** Opens {@link UringPacketIo}s. */
    public static PacketSocketGroup ioUring(
            List<PacketLink> links, int workers, UringOptions options, ClassicBpf program) throws ErrnoException {
        return ioUring(links, workers, options, program, true);
    }

    /** Opens them as on Linux 6.0 if not deferring. */
    static PacketSocketGroup ioUring(
            List<PacketLink> links, int workers, UringOptions options, ClassicBpf program, boolean deferring)
            throws ErrnoException {
        return new UringOpening(links, options, deferring).open(workers, program);
    }

    /** One for each worker, in the order of the program's results. */
    @Override
    public List<PacketIo> engines() {
        return engines;
    }

    @Override
    public void steer(ClassicBpf program) throws ErrnoException {
        for (Fanout fanout : fanouts) {
            fanout.steer(program);
        }
    }

    @Override
    public void close() {
        engines.forEach(PacketIo::close);
    }
}
