package io.weir.kernel.io;

import io.weir.kernel.packet.AllMulticast;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.EventFd;
import io.weir.kernel.xdp.Umem;
import io.weir.kernel.xdp.XdpSocket;
import io.weir.kernel.xdp.XdpSocket.Copying;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What one worker's engine owns: a memory, the sockets on it, and the rest that is closed with them. */
final class XdpMemory implements AutoCloseable {
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final PacketIoCounters counters = new PacketIoCounters();
    private final LargeFrames large;
    private final EventFd event;
    private final Umem umem;
    private @Nullable XdpSocket first;

    private XdpMemory(LargeFrames large, EventFd event, Umem umem) {
        this.large = large;
        this.event = event;
        this.umem = umem;
        undo.push(event::close);
        undo.push(large::close);
        undo.push(umem::close);
    }

    static XdpMemory open(int chunks) throws ErrnoException {
        LargeFrames large = LargeFrames.open();
        try {
            EventFd event = EventFd.open("worker's wakeup");
            try {
                return new XdpMemory(large, event, Umem.open(chunks));
            } catch (ErrnoException e) {
                event.close();
                throw e;
            }
        } catch (ErrnoException e) {
            large.close();
            throw e;
        }
    }

    /** Opens one more socket; the first decides for all. */
    XdpSocket socket(int interfaceIndex, int queue, XdpOptions options, Copying copying, boolean severalChunks)
            throws ErrnoException {
        XdpSocket socket = first == null
                ? XdpSocket.open(interfaceIndex, queue, umem, options.sizes(), copying, severalChunks)
                : XdpSocket.share(interfaceIndex, queue, first, options.sizes());
        if (first == null) {
            first = socket;
        }
        undo.push(socket::close);
        if (socket.zeroCopy() && options.busyPollMicros() > 0) {
            socket.preferBusyPoll(options.busyPollMicros(), FrameBatch.CAPACITY);
        }
        return socket;
    }

    /** Closes it too in the end. */
    void own(XdpHost host) {
        undo.push(host::close);
    }

    /** Held until the close. */
    void own(AllMulticast membership) {
        undo.push(membership::close);
    }

    PacketIoCounters counters() {
        return counters;
    }

    LargeFrames large() {
        return large;
    }

    EventFd event() {
        return event;
    }

    Umem umem() {
        return umem;
    }

    @Override
    public void close() {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
