package io.weir.kernel.bpf.filter;

import io.weir.kernel.bpf.Attachment;
import io.weir.kernel.bpf.BpfLink;
import io.weir.kernel.bpf.BpfMap;
import io.weir.kernel.bpf.LoadedProgram;
import io.weir.kernel.bpf.NetlinkXdp;
import io.weir.kernel.bpf.SocketMap;
import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The filter in front of the XDP sockets of one link: what is ours, or may be, goes to the socket of the queue it came in
 * by, all else to the host. First the sockets are put in, then the program is attached. Where a queue has no socket, the
 * host gets everything. Not for two threads at once.
 */
public final class XdpFilter implements AutoCloseable {
    private final SocketMap sockets;
    private final List<BpfMap> maps;
    private final long mark;
    private @Nullable Attached attached;

    /** A program, where it runs, and how. */
    private record Attached(LoadedProgram program, Attachment attachment, XdpMode mode) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try (program) {
                attachment.close();
            }
        }
    }

    private XdpFilter(SocketMap sockets, List<BpfMap> maps, long mark) {
        this.sockets = sockets;
        this.maps = List.copyOf(maps);
        this.mark = mark;
    }

    /**
     * Without sockets and attached to nothing. Needs CAP_BPF and CAP_NET_ADMIN.
     *
     * @param maps shared by the filters of all links; stay the caller's
     * @param queues of the link, at least 1
     * @param mark by which it knows frames that {@link io.weir.kernel.bpf.HostStack} gives back
     */
    public static XdpFilter open(FilterMaps maps, int queues, long mark) throws ErrnoException {
        SocketMap sockets = SocketMap.create(FilterProgram.SOCKETS, queues);
        List<BpfMap> all = new ArrayList<>(maps.all());
        all.add(sockets);
        return new XdpFilter(sockets, all, mark);
    }

    /** Hands frames of a queue to a socket from now on. It must have a receive ring, or EOPNOTSUPP is the answer. */
    public void register(int queue, Fd socket) throws ErrnoException {
        sockets.put(queue, socket);
    }

    /** Leaves frames of a queue to the host from now on. */
    public void unregister(int queue) throws ErrnoException {
        sockets.delete(queue);
    }

    /**
     * Loads the program and attaches it: by a link that goes with the process, or before Linux 5.9 by netlink, which
     * replaces what a killed process left.
     *
     * @param interfaceIndex of the network namespace of the calling thread
     */
    public void attach(int interfaceIndex, XdpMode mode) throws IOException {
        if (attached != null) {
            throw new IllegalStateException("the filter is attached already, in mode " + attached.mode());
        }
        LoadedProgram program = LoadedProgram.load(
                mode == XdpMode.NATIVE ? FilterProgram.nativeXdp() : FilterProgram.genericXdp(mark), maps);
        try {
            attached = new Attached(program, attachment(interfaceIndex, program, mode), mode);
        } catch (IOException e) {
            program.close();
            throw e;
        }
    }

    private static Attachment attachment(int interfaceIndex, LoadedProgram program, XdpMode mode) throws IOException {
        try {
            return BpfLink.xdp(interfaceIndex, program, mode);
        } catch (ErrnoException e) {
            // What a kernel without links for XDP says; one with them says it of other mistakes too.
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            try {
                return NetlinkXdp.attach(interfaceIndex, program, mode);
            } catch (IOException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
    }

    /** How it is attached; empty before and after. */
    public Optional<XdpMode> mode() {
        return Optional.ofNullable(attached).map(Attached::mode);
    }

    /** Leaves all frames to the host. Again is no error. */
    public void detach() throws IOException {
        Attached before = attached;
        if (before != null) {
            attached = null;
            before.close();
        }
    }

    /** Detaches and lets everything go. */
    @Override
    public void close() throws IOException {
        try (sockets) {
            detach();
        }
    }
}
