package io.weir.kernel.io;

import io.weir.kernel.packet.ClassicBpf;
import io.weir.kernel.packet.Fanout;
import io.weir.kernel.packet.ReceiveRing;
import io.weir.kernel.sys.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/**
 * Engines of several workers on the same links. Every frame goes to one of them, chosen by a program that the kernel
 * runs: its result, modulo the number of workers, is the worker. The program finds the network header at offset 0.
 */
public final class AfPacketGroup implements EngineGroup {
    private final List<AfPacketIo> engines;
    private final List<Fanout> fanouts;

    private AfPacketGroup(List<AfPacketIo> engines, List<Fanout> fanouts) {
        this.engines = List.copyOf(engines);
        this.fanouts = List.copyOf(fanouts);
    }

    /**
     * Opens one engine for each worker, in the network namespace of the calling thread; each refuses all frames until its
     * {@link PacketIo#begin}. Needs CAP_NET_RAW; the sizes
     * beyond the host's limits need CAP_NET_ADMIN.
     *
     * @param links at least one, each once; up
     * @param workers at least 1
     * @param program chooses the worker; not asked when there is one
     */
    public static AfPacketGroup open(List<PacketLink> links, int workers, AfPacketOptions options, ClassicBpf program)
            throws ErrnoException {
        if (workers < 1) {
            throw new IllegalArgumentException("no number of workers: " + workers);
        }
        if (workers == 1) {
            return new AfPacketGroup(List.of(AfPacketIo.open(links, options)), List.of());
        }
        AfPacketOpening opening = new AfPacketOpening(links, options);
        try {
            for (int worker = 0; worker < workers; worker++) {
                opening.openWorker();
            }
            List<Fanout> fanouts = new ArrayList<>();
            for (int link = 0; link < links.size(); link++) {
                List<ReceiveRing> rings = new ArrayList<>();
                for (int worker = 0; worker < workers; worker++) {
                    rings.add(opening.rings(worker).get(link));
                }
                fanouts.add(Fanout.start(rings, program));
            }
            return new AfPacketGroup(opening.engines(), fanouts);
        } catch (ErrnoException e) {
            opening.close();
            throw e;
        }
    }

    /** One for each worker, in the order of the program's results. */
    @Override
    public List<AfPacketIo> engines() {
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
        engines.forEach(AfPacketIo::close);
    }
}
