package io.weir.kernel.io;

import io.weir.kernel.packet.ClassicBpf;
import io.weir.kernel.packet.Fanout;
import io.weir.kernel.packet.FrameReceiver;
import io.weir.kernel.sys.ErrnoException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Opens the engines of workers on the same links, or nothing. */
abstract class PacketSocketOpening {
    final List<PacketLink> links;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final List<PacketIo> engines = new ArrayList<>();
    /** By worker, and by link. */
    private final List<List<? extends FrameReceiver>> receivers = new ArrayList<>();

    PacketSocketOpening(List<PacketLink> links) {
        if (links.isEmpty()) {
            throw new IllegalArgumentException("no links");
        }
        this.links = List.copyOf(links);
    }

    /** Opens one more worker's engine, whose receivers are not started, and {@link #opened} it. */
    abstract void openWorker() throws ErrnoException;

    /** What has been opened is closed if the rest cannot be opened. */
    final void undoBy(Runnable close) {
        undo.push(close);
    }

    final void opened(PacketIo engine, List<? extends FrameReceiver> ofLinks) {
        engines.add(engine);
        receivers.add(List.copyOf(ofLinks));
    }

    final PacketSocketGroup open(int workers, ClassicBpf program) throws ErrnoException {
        if (workers < 1) {
            throw new IllegalArgumentException("no number of workers: " + workers);
        }
        try {
            for (int worker = 0; worker < workers; worker++) {
                openWorker();
            }
            return new PacketSocketGroup(engines, workers == 1 ? alone() : fanouts(program));
        } catch (ErrnoException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    private List<Fanout> alone() throws ErrnoException {
        for (FrameReceiver receiver : receivers.getFirst()) {
            receiver.start();
        }
        return List.of();
    }

    private List<Fanout> fanouts(ClassicBpf program) throws ErrnoException {
        List<Fanout> fanouts = new ArrayList<>();
        for (int link = 0; link < links.size(); link++) {
            int one = link;
            fanouts.add(Fanout.start(receivers.stream().map(of -> of.get(one)).toList(), program));
        }
        return fanouts;
    }
}
