package io.weir.kernel.netlink;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * XDP programs of interfaces by route netlink, in the network namespace of the thread that opens it. Not for two threads
 * at once. What it attaches stays until it is detached. Needs CAP_NET_ADMIN.
 */
public final class XdpPrograms implements AutoCloseable {
    static final int IFLA_XDP = 43;
    static final int IFLA_XDP_FD = 1;
    static final int IFLA_XDP_FLAGS = 3;
    static final int IFLA_XDP_DRV_PROG_ID = 5;
    static final int IFLA_XDP_SKB_PROG_ID = 6;
    static final int IFLA_XDP_EXPECTED_FD = 8;
    static final int XDP_FLAGS_UPDATE_IF_NOEXIST = 0x1;
    static final int XDP_FLAGS_REPLACE = 0x10;

    private static final int NO_PROGRAM = -1;

    private final NetlinkSocket socket;

    private XdpPrograms(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket. */
    public static XdpPrograms open() throws ErrnoException {
        return new XdpPrograms(NetlinkSocket.open(Netlink.NETLINK_ROUTE));
    }

    /**
     * Attaches a program where there is none; else that is EBUSY.
     *
     * @param mode one of the flags {@code XDP_FLAGS_…_MODE} of linux/if_link.h
     */
    public void attach(int interfaceIndex, Fd program, int mode) throws IOException {
        set(interfaceIndex, program.number(), mode | XDP_FLAGS_UPDATE_IF_NOEXIST, null, "attach");
    }

    /**
     * Puts a program in the place of one that must be there; else that is EEXIST. Needs Linux 5.7.
     *
     * @param expected the one that must be there
     * @param mode see {@link #attach}
     */
    public void replace(int interfaceIndex, Fd program, Fd expected, int mode) throws IOException {
        set(interfaceIndex, program.number(), mode | XDP_FLAGS_REPLACE, expected, "replace");
    }

    /** Detaches a program that must be there; see {@link #replace}. */
    public void detach(int interfaceIndex, Fd expected, int mode) throws IOException {
        set(interfaceIndex, NO_PROGRAM, mode | XDP_FLAGS_REPLACE, expected, "detach");
    }

    /** Puts a program, or none, in the place of whatever there is. */
    public void force(int interfaceIndex, @Nullable Fd program, int mode) throws IOException {
        set(interfaceIndex, program == null ? NO_PROGRAM : program.number(), mode, null, "force");
    }

    private void set(int interfaceIndex, int fd, int flags, @Nullable Fd expected, String verb) throws IOException {
        MessageBatch batch = new MessageBatch();
        MemorySegment header = batch.begin(
                Rtnetlink.RTM_SETLINK,
                0,
                Ifinfomsg.SIZEOF,
                verb + " the XDP program of interface " + interfaceIndex + " by netlink");
        Ifinfomsg.index(header, 0, interfaceIndex);
        long nest = batch.nest(IFLA_XDP);
        batch.attributeHostU32(IFLA_XDP_FD, fd);
        batch.attributeHostU32(IFLA_XDP_FLAGS, flags);
        if (expected != null) {
            batch.attributeHostU32(IFLA_XDP_EXPECTED_FD, expected.number());
        }
        batch.end(nest);
        batch.acknowledge();
        socket.transact(batch);
    }

    /** What an interface has. Fails with ENODEV when there is none of that index. */
    public XdpState state(int interfaceIndex) throws IOException {
        Request request = socket.request();
        long body = request.begin(Rtnetlink.RTM_GETLINK, 0, Ifinfomsg.SIZEOF);
        Ifinfomsg.index(request.segment(), body, interfaceIndex);
        ListReader<XdpState> reader = new ListReader<>(Rtnetlink.RTM_NEWLINK, XdpPrograms::parse);
        socket.ask("RTM_GETLINK interface " + interfaceIndex, reader);
        return reader.entries().isEmpty()
                ? new XdpState(0, 0)
                : reader.entries().getFirst();
    }

    private static XdpState parse(MemorySegment segment, long body, long end) throws IOException {
        int nativeId = 0;
        int genericId = 0;
        Attributes attributes = new Attributes(segment, body + Ifinfomsg.SIZEOF, end);
        while (attributes.next()) {
            if (attributes.type() != IFLA_XDP) {
                continue;
            }
            long from = attributes.value();
            Attributes xdp = new Attributes(segment, from, from + attributes.length());
            while (xdp.next()) {
                switch (xdp.type()) {
                    case IFLA_XDP_DRV_PROG_ID -> nativeId = xdp.u32();
                    case IFLA_XDP_SKB_PROG_ID -> genericId = xdp.u32();
                    default -> {}
                }
            }
        }
        return new XdpState(nativeId, genericId);
    }

    @Override
    public void close() {
        socket.close();
    }
}
