package io.weir.kernel.io;

import io.weir.kernel.bpf.Assembler;
import io.weir.kernel.bpf.BpfLink;
import io.weir.kernel.bpf.BpfMap;
import io.weir.kernel.bpf.HostStack;
import io.weir.kernel.bpf.LoadedProgram;
import io.weir.kernel.bpf.Program;
import io.weir.kernel.bpf.SocketMap;
import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A program on each link that redirects what is ours into the link's map of sockets, whose name is {@value #SOCKETS}. It
 * goes with this process.
 */
final class ProgramRedirect implements XdpRedirect, AutoCloseable {
    /** The name of the map of sockets, by queue, in the program. */
    static final String SOCKETS = "sockets";

    private static final int QUEUES = 1024;

    private final List<PacketLink> links;
    private final UnaryOperator<Assembler> body;
    private final Collection<? extends BpfMap> maps;
    private final long mark = new SecureRandom().nextLong();
    private final List<SocketMap> sockets = new ArrayList<>();
    private final @Nullable BpfLink[] attached;

    /**
     * For these links, numbered as on the packet path.
     *
     * @param body writes the program, whose context is in register 1
     * @param maps what it names beside the sockets; they remain the caller's
     */
    ProgramRedirect(List<PacketLink> links, UnaryOperator<Assembler> body, Collection<? extends BpfMap> maps)
            throws ErrnoException {
        this.links = List.copyOf(links);
        this.body = body;
        this.maps = List.copyOf(maps);
        this.attached = new BpfLink[links.size()];
        try {
            for (int i = 0; i < links.size(); i++) {
                sockets.add(SocketMap.create(SOCKETS, QUEUES));
            }
        } catch (ErrnoException e) {
            close();
            throw e;
        }
    }

    @Override
    public void register(int link, int queue, Fd socket) throws ErrnoException {
        sockets.get(link).put(queue, socket);
    }

    @Override
    public void attach(int link, XdpMode mode) throws ErrnoException {
        List<BpfMap> all = new ArrayList<>(maps);
        all.add(sockets.get(link));
        // The link keeps it.
        try (LoadedProgram program = LoadedProgram.load(program(mode), all)) {
            attached[link] = BpfLink.xdp(links.get(link).interfaceIndex(), program, mode);
        }
    }

    /** In generic mode frames that are passed to the host meet it once more. */
    private Program program(XdpMode mode) {
        Assembler assembler = new Assembler("weir_xdp", Program.Type.XDP);
        if (mode == XdpMode.GENERIC) {
            assembler = HostStack.passMarked(assembler, mark);
        }
        return body.apply(assembler).assemble().withFrags();
    }

    @Override
    public void detach(int link) {
        BpfLink running = attached[link];
        attached[link] = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public HostDelivery hostDelivery() throws ErrnoException {
        return new FilterRedirect.ToHost(links, HostStack.open(mark));
    }

    /** Detaches every program. */
    @Override
    public void close() {
        for (int i = 0; i < attached.length; i++) {
            detach(i);
        }
        sockets.forEach(SocketMap::close);
    }
}
