package io.weir.kernel.io;

import io.weir.kernel.packet.ClassicBpf;
import io.weir.kernel.packet.Fanout;
import io.weir.kernel.packet.ReceiveSocket;
import io.weir.kernel.sys.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** {@link UringPacketIo}s of several workers on the same links; their sockets share the frames as those of AF_PACKET. */
public final class UringGroup implements EngineGroup {
    private final List<UringPacketIo> engines;
    private final List<Fanout> fanouts;

    private UringGroup(List<UringPacketIo> engines, List<Fanout> fanouts) {
        this.engines = List.copyOf(engines);
        this.fanouts = List.copyOf(fanouts);
    }

    /**
     * Opens one engine for each worker, in the network namespace of the calling thread. Needs CAP_NET_RAW; the sizes
     * beyond the host's limits need CAP_NET_ADMIN.
     *
     * @param links at least one, each once; up
     * @param workers at least 1
     * @param program chooses the worker; not asked when there is one
     */
    public static UringGroup open(List<PacketLink> links, int workers, UringOptions options, ClassicBpf program)
            throws ErrnoException {
        return open(links, workers, options, program, true);
    }

    /** Opens them as on Linux 6.0 if not deferring. */
    static UringGroup open(
            List<PacketLink> links, int workers, UringOptions options, ClassicBpf program, boolean deferring)
            throws ErrnoException {
        if (workers < 1) {
            throw new IllegalArgumentException("no number of workers: " + workers);
        }
        if (workers == 1) {
            return new UringGroup(List.of(UringPacketIo.open(links, options, deferring)), List.of());
        }
        UringOpening opening = new UringOpening(links, options, deferring);
        try {
            for (int worker = 0; worker < workers; worker++) {
                opening.openWorker();
            }
            List<Fanout> fanouts = new ArrayList<>();
            for (int link = 0; link < links.size(); link++) {
                List<ReceiveSocket> sockets = new ArrayList<>();
                for (int worker = 0; worker < workers; worker++) {
                    sockets.add(opening.links(worker).get(link).socket());
                }
                fanouts.add(Fanout.start(sockets, program));
            }
            return new UringGroup(opening.engines(), fanouts);
        } catch (ErrnoException e) {
            opening.close();
            throw e;
        }
    }

    @Override
    public List<UringPacketIo> engines() {
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
        engines.forEach(UringPacketIo::close);
    }
}
