package io.weir.kernel.bpf;

import io.weir.kernel.netlink.XdpPrograms;
import io.weir.kernel.netlink.XdpState;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.io.IOException;

/**
 * An XDP program attached by route netlink, for Linux before 5.9. The kernel does not detach it when the process is
 * killed: what was left, known by the program's name, is replaced at the next start or removed by {@link #removeLeft}.
 * For both, CAP_SYS_ADMIN is needed.
 */
public final class NetlinkXdp implements Attachment {
    private final XdpPrograms netlink;
    private final int interfaceIndex;
    private final XdpMode mode;
    private LoadedProgram program;
    private boolean attached = true;

    private NetlinkXdp(XdpPrograms netlink, int interfaceIndex, LoadedProgram program, XdpMode mode) {
        this.netlink = netlink;
        this.interfaceIndex = interfaceIndex;
        this.program = program;
        this.mode = mode;
    }

    /**
     * Attaches a program where there is none, or one of the same name that was left.
     *
     * @param interfaceIndex of the network namespace of the calling thread
     * @param program stays open until this is closed or has another
     */
    public static NetlinkXdp attach(int interfaceIndex, LoadedProgram program, XdpMode mode) throws IOException {
        XdpPrograms netlink = XdpPrograms.open();
        try {
            attach(netlink, interfaceIndex, program, mode);
            return new NetlinkXdp(netlink, interfaceIndex, program, mode);
        } catch (IOException e) {
            netlink.close();
            throw e;
        }
    }

    private static void attach(XdpPrograms netlink, int interfaceIndex, LoadedProgram program, XdpMode mode)
            throws IOException {
        try {
            netlink.attach(interfaceIndex, program.fd(), mode.flag());
        } catch (ErrnoException e) {
            if (e.errno() != Errno.EBUSY) {
                // The kernel's own words are better, as it looks into the driver.
                throw e.hint().isEmpty() ? new ErrnoException(e.call(), e.errno(), Refusal.ofXdp(e.errno())) : e;
            }
            try (Fd there = ProgramIdAttr.open(id(netlink.state(interfaceIndex), mode))) {
                ProgramInfo info = ProgramInfo.of(there);
                if (!info.name().equals(program.name())) {
                    throw new ErrnoException(
                            e.call(),
                            e.errno(),
                            "the XDP program \"" + info.name() + "\" (number " + info.id() + ") is attached to it");
                }
                netlink.replace(interfaceIndex, program.fd(), there, mode.flag());
            }
        }
    }

    /**
     * Detaches a program of this name, in whichever mode, that a killed process left.
     *
     * @return whether there was one
     */
    public static boolean removeLeft(int interfaceIndex, String programName) throws IOException {
        try (XdpPrograms netlink = XdpPrograms.open()) {
            boolean removed = false;
            for (XdpMode mode : XdpMode.values()) {
                int id = id(netlink.state(interfaceIndex), mode);
                if (id == 0) {
                    continue;
                }
                try (Fd there = ProgramIdAttr.open(id)) {
                    if (ProgramInfo.of(there).name().equals(programName)) {
                        detach(netlink, interfaceIndex, there, id, mode);
                        removed = true;
                    }
                }
            }
            return removed;
        }
    }

    @Override
    public void update(LoadedProgram program) throws IOException {
        try {
            netlink.replace(interfaceIndex, program.fd(), this.program.fd(), mode.flag());
        } catch (ErrnoException e) {
            if (e.errno() != Errno.EINVAL || !ours()) {
                throw e;
            }
            // Before Linux 5.7 there is no expectation to state.
            netlink.force(interfaceIndex, program.fd(), mode.flag());
        }
        this.program = program;
    }

    private boolean ours() throws IOException {
        return id(netlink.state(interfaceIndex), mode) == program.id();
    }

    private static void detach(XdpPrograms netlink, int interfaceIndex, Fd expected, int id, XdpMode mode)
            throws IOException {
        try {
            netlink.detach(interfaceIndex, expected, mode.flag());
        } catch (ErrnoException e) {
            switch (e.errno()) {
                // The interface is gone; or somebody put another program there, and is to keep it.
                case Errno.ENODEV, Errno.EEXIST -> {}
                case Errno.EINVAL -> {
                    if (id(netlink.state(interfaceIndex), mode) == id) {
                        netlink.force(interfaceIndex, null, mode.flag());
                    }
                }
                default -> throw e;
            }
        }
    }

    private static int id(XdpState state, XdpMode mode) {
        return mode == XdpMode.NATIVE ? state.nativeId() : state.genericId();
    }

    @Override
    public void close() throws IOException {
        if (!attached) {
            return;
        }
        attached = false;
        try (netlink) {
            detach(netlink, interfaceIndex, program.fd(), program.id(), mode);
        }
    }
}
