package io.weir.kernel.bpf;

import io.weir.kernel.sys.BpfCall;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A program attached to an interface by a descriptor. It goes when the descriptor does: when this is closed, and when
 * the process ends in any way, unless it is pinned.
 */
public final class BpfLink implements Attachment {
    private final Fd fd;

    private BpfLink(Fd fd) {
        this.fd = fd;
    }

    /**
     * Attaches an XDP program. Needs Linux 5.9; before, {@link NetlinkXdp}.
     *
     * @param interfaceIndex of the network namespace of the calling thread
     */
    public static BpfLink xdp(int interfaceIndex, LoadedProgram program, XdpMode mode) throws ErrnoException {
        return create(interfaceIndex, program, LinuxBpf.BPF_XDP, mode.flag());
    }

    /**
     * Attaches a program for tc at the ingress, in front of the programs that are there: those behind see what it leaves
     * to them, while one in front that accepts a packet would keep it from this one. Needs Linux 6.6; before,
     * {@link ClsactFilter}.
     *
     * @param interfaceIndex of the network namespace of the calling thread
     */
    public static BpfLink tcxIngress(int interfaceIndex, LoadedProgram program) throws ErrnoException {
        return create(interfaceIndex, program, LinuxBpf.BPF_TCX_INGRESS, LinuxBpf.BPF_F_BEFORE);
    }

    private static BpfLink create(int interfaceIndex, LoadedProgram program, int type, int flags)
            throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(LinkCreateAttr.LAYOUT);
            LinkCreateAttr.set(attr, program.fd(), interfaceIndex, type, flags);
            int result = BpfCall.bpf(LinuxBpf.BPF_LINK_CREATE, attr);
            if (result < 0) {
                boolean xdp = type == LinuxBpf.BPF_XDP;
                throw new ErrnoException(
                        "attach program \"" + program.name() + "\" to interface " + interfaceIndex
                                + (xdp ? " by XDP" : " by TCX"),
                        -result,
                        xdp ? Refusal.ofXdp(-result) : Refusal.ofTcx(-result));
            }
            return new BpfLink(Fd.own(result, "BPF link of program " + program.name()));
        }
    }

    /** Opens one that was pinned. */
    public static BpfLink pinned(Path file) throws ErrnoException {
        return new BpfLink(Pins.open(file, "BPF link"));
    }

    @Override
    public void update(LoadedProgram program) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(LinkUpdateAttr.LAYOUT);
            LinkUpdateAttr.set(attr, fd, program.fd());
            int result = BpfCall.bpf(LinuxBpf.BPF_LINK_UPDATE, attr);
            // ENOLINK: the interface is gone, and with it what was attached.
            Errno.check(result, "put program \"" + program.name() + "\" in place of the one of " + fd);
        }
    }

    /** Gives it a name in a BPF file system, by which it stays attached without this process. */
    public void pin(Path file) throws ErrnoException {
        Pins.pin(fd, file);
    }

    /** Detaches the program, unless the link is pinned. */
    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return fd.toString();
    }
}
