package io.weir.kernel.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.FrameCalls;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Sockets;
import io.weir.kernel.xdp.XdpMmapOffsets.RingOffsets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An AF_XDP socket: the frames of one queue of one interface that a program hands to it, and a way to send. Its rings
 * are one thread's.
 */
public final class XdpSocket implements AutoCloseable {
    /** A socket that was just closed is bound in the kernel for 5 to 15 ms more. */
    private static final long BUSY_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int BUSY_STEPS = 1000;

    private final Fd fd;
    private final FillRing fill;
    private final CompletionRing completion;
    private final ReceiveRing receive;
    private final TransmitRing transmit;
    private final XdpStatistics statistics;
    private final boolean zeroCopy;

    /** How frames come from the interface into the memory. */
    public enum Copying {
        /** The interface writes them there itself, or the socket is refused. */
        ZERO_COPY,
        /** The kernel copies each. */
        COPY
    }

    /**
     * How large its rings are; each a power of two.
     *
     * @param receiveSlots of the receive and the fill ring
     * @param transmitSlots of the transmit and the completion ring
     */
    public record RingSizes(int receiveSlots, int transmitSlots) {
        /** Checks. */
        public RingSizes {
            if (Integer.bitCount(receiveSlots) != 1 || Integer.bitCount(transmitSlots) != 1) {
                throw new IllegalArgumentException("no powers of two: " + receiveSlots + ", " + transmitSlots);
            }
        }
    }

    private XdpSocket(
            Fd fd,
            FillRing fill,
            CompletionRing completion,
            ReceiveRing receive,
            TransmitRing transmit,
            boolean zeroCopy) {
        this.fd = fd;
        this.fill = fill;
        this.completion = completion;
        this.receive = receive;
        this.transmit = transmit;
        this.statistics = new XdpStatistics(fd);
        this.zeroCopy = zeroCopy;
    }

    /**
     * Opens the first socket on a memory, in the network namespace of the calling thread. Needs CAP_NET_RAW. Waits up to
     * a second for one that was on the queue before.
     *
     * @param umem registered with it
     * @param severalChunks whether a frame may be in several chunks (Linux 6.6)
     */
    public static XdpSocket open(
            int interfaceIndex, int queue, Umem umem, RingSizes sizes, Copying copying, boolean severalChunks)
            throws ErrnoException {
        int flags = IfXdp.XDP_USE_NEED_WAKEUP
                | (copying == Copying.ZERO_COPY ? IfXdp.XDP_ZEROCOPY : IfXdp.XDP_COPY)
                | (severalChunks ? IfXdp.XDP_USE_SG : 0);
        return open(new Place(interfaceIndex, queue, flags, null), umem, sizes);
    }

    /** Opens another one on the memory of the first, for any queue of any interface; with the same flags. */
    public static XdpSocket share(int interfaceIndex, int queue, XdpSocket first, RingSizes sizes)
            throws ErrnoException {
        return open(new Place(interfaceIndex, queue, IfXdp.XDP_SHARED_UMEM, first.fd), null, sizes);
    }

    private record Place(
            int interfaceIndex,
            int queue,
            int flags,
            @Nullable Fd shared) {
        @Override
        public String toString() {
            return "queue " + queue + " of interface " + interfaceIndex;
        }
    }

    private static XdpSocket open(Place place, @Nullable Umem umem, RingSizes sizes) throws ErrnoException {
        Opening opening = new Opening(socket());
        try {
            if (umem != null) {
                opening.register(umem);
            }
            return opening.bind(place, sizes);
        } catch (ErrnoException e) {
            opening.close();
            throw e;
        }
    }

    /** Opens one and closes it: fails with advice where this process cannot have one that says when to wake the kernel. */
    public static void check() throws ErrnoException {
        try (Fd fd = socket()) {
            XdpMmapOffsets ignored = XdpMmapOffsets.of(fd);
        }
    }

    private static Fd socket() throws ErrnoException {
        try {
            return Sockets.open(LinuxSocket.AF_XDP, LinuxSocket.SOCK_RAW, 0, "AF_XDP socket");
        } catch (ErrnoException e) {
            throw switch (e.errno()) {
                case Errno.EPERM -> new ErrnoException(e.call(), e.errno(), "needs CAP_NET_RAW");
                case Errno.EAFNOSUPPORT ->
                    new ErrnoException(e.call(), e.errno(), "needs a kernel with CONFIG_XDP_SOCKETS, Linux 4.18");
                default -> e;
            };
        }
    }

    /** A socket on its way, and what to undo. */
    private static final class Opening implements AutoCloseable {
        private final Fd fd;
        private final Mapping[] mapped = new Mapping[4];
        private int mappings;

        Opening(Fd fd) {
            this.fd = fd;
        }

        void register(Umem umem) throws ErrnoException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment request = arena.allocate(XdpUmemReg.LAYOUT);
                XdpUmemReg.set(request, umem.memory(), Umem.CHUNK_BYTES);
                int result = Sockets.setsockopt(fd, LinuxSocket.SOL_XDP, IfXdp.XDP_UMEM_REG, request);
                String call = "setsockopt(XDP_UMEM_REG) of " + umem.memory().byteSize() + " bytes";
                if (result == -Errno.ENOBUFS) {
                    throw new ErrnoException(
                            call,
                            -result,
                            "the limit of locked memory (ulimit -l) is too low; " + "raise it, or give CAP_IPC_LOCK");
                }
                Errno.check(result, call);
            }
        }

        XdpSocket bind(Place place, RingSizes sizes) throws ErrnoException {
            ring(IfXdp.XDP_UMEM_FILL_RING, sizes.receiveSlots(), "XDP_UMEM_FILL_RING");
            ring(IfXdp.XDP_UMEM_COMPLETION_RING, sizes.transmitSlots(), "XDP_UMEM_COMPLETION_RING");
            ring(IfXdp.XDP_RX_RING, sizes.receiveSlots(), "XDP_RX_RING");
            ring(IfXdp.XDP_TX_RING, sizes.transmitSlots(), "XDP_TX_RING");
            XdpMmapOffsets offsets = XdpMmapOffsets.of(fd);
            int in = sizes.receiveSlots();
            int out = sizes.transmitSlots();
            FillRing fill = new FillRing(
                    map(IfXdp.XDP_UMEM_PGOFF_FILL_RING, offsets.fill(), in, Long.BYTES), offsets.fill(), in);
            CompletionRing completion = new CompletionRing(
                    map(IfXdp.XDP_UMEM_PGOFF_COMPLETION_RING, offsets.completion(), out, Long.BYTES),
                    offsets.completion(),
                    out);
            ReceiveRing receive = new ReceiveRing(
                    map(IfXdp.XDP_PGOFF_RX_RING, offsets.receive(), in, XdpDesc.SIZEOF), offsets.receive(), in);
            TransmitRing transmit = new TransmitRing(
                    map(IfXdp.XDP_PGOFF_TX_RING, offsets.transmit(), out, XdpDesc.SIZEOF), offsets.transmit(), out);
            bindUntilFree(fd, place);
            return new XdpSocket(fd, fill, completion, receive, transmit, zeroCopy(fd));
        }

        private void ring(int option, int size, String name) throws ErrnoException {
            Errno.check(
                    Sockets.setsockopt(fd, LinuxSocket.SOL_XDP, option, size),
                    "setsockopt(" + name + ") of " + size + " entries");
        }

        private Mapping map(long at, RingOffsets offsets, int size, int entryBytes) throws ErrnoException {
            Mapping mapping = Ring.map(fd, at, offsets, size, entryBytes, "rings of an AF_XDP socket");
            mapped[mappings++] = mapping;
            return mapping;
        }

        @Override
        public void close() {
            // Before the descriptor: a mapping keeps the socket, and the socket its queue.
            for (int i = 0; i < mappings; i++) {
                mapped[i].close();
            }
            fd.close();
        }
    }

    private static void bindUntilFree(Fd fd, Place place) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(SockaddrXdp.LAYOUT);
            Fd shared = place.shared();
            SockaddrXdp.set(
                    address,
                    place.flags(),
                    place.interfaceIndex(),
                    place.queue(),
                    shared == null ? 0 : shared.number());
            int result = Sockets.bind(fd, address);
            for (int step = 0; step < BUSY_STEPS && result == -Errno.EBUSY; step++) {
                LockSupport.parkNanos(BUSY_STEP_NANOS);
                result = Sockets.bind(fd, address);
            }
            if (result < 0) {
                throw new ErrnoException("bind an AF_XDP socket to " + place, -result, hint(-result));
            }
        }
    }

    private static String hint(int errno) {
        return switch (errno) {
            case Errno.EBUSY -> "another AF_XDP socket has that queue; end its process";
            case Errno.EOPNOTSUPP -> "the driver cannot do it without copying";
            case Errno.EINVAL -> "is there such a queue? Frames in several chunks need Linux 6.6";
            default -> "";
        };
    }

    private static boolean zeroCopy(Fd fd) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
            Errno.check(
                    Sockets.getsockopt(fd, LinuxSocket.SOL_XDP, IfXdp.XDP_OPTIONS, value, length),
                    "getsockopt(XDP_OPTIONS)");
            return (value.get(JAVA_INT, 0) & IfXdp.XDP_OPTIONS_ZEROCOPY) != 0;
        }
    }

    /** To put it into a program's map, and to poll. */
    public Fd fd() {
        return fd;
    }

    /** Whether the interface itself writes into and reads from the memory, as the kernel says. */
    public boolean zeroCopy() {
        return zeroCopy;
    }

    /** Chunks for the kernel to receive into. */
    public FillRing fill() {
        return fill;
    }

    /** Chunks that were sent. */
    public CompletionRing completion() {
        return completion;
    }

    /** Frames that have arrived. */
    public ReceiveRing receive() {
        return receive;
    }

    /** Frames to send. */
    public TransmitRing transmit() {
        return transmit;
    }

    /** What the kernel counted. */
    public XdpStatistics statistics() {
        return statistics;
    }

    /**
     * Has the kernel send some of what waits: 32 descriptors where it copies. Its result, or {@code -errno}: EAGAIN when
     * there is more, EBUSY when it dropped one.
     */
    public int kickTransmit() {
        return FrameCalls.kick(fd, LinuxSocket.MSG_DONTWAIT);
    }

    /** Has the kernel look at the fill ring. */
    public void kickReceive() {
        // It says EAGAIN, or that the interface is down, and then there is nothing to receive.
        int ignored = FrameCalls.receive(fd, MemorySegment.NULL, 0, 0, LinuxSocket.MSG_DONTWAIT);
    }

    /**
     * Lets the caller's polls do the work of the interface's interrupts (Linux 5.11); of use only without copying, and
     * with {@code napi_defer_hard_irqs} and {@code gro_flush_timeout} of the interface set. Needs CAP_NET_ADMIN.
     *
     * @param micros how long a poll looks
     * @param budget frames of one poll
     */
    public void preferBusyPoll(int micros, int budget) throws ErrnoException {
        option(LinuxSocket.SO_PREFER_BUSY_POLL, 1, "SO_PREFER_BUSY_POLL");
        option(LinuxSocket.SO_BUSY_POLL, micros, "SO_BUSY_POLL");
        option(LinuxSocket.SO_BUSY_POLL_BUDGET, budget, "SO_BUSY_POLL_BUDGET");
    }

    private void option(int option, int value, String name) throws ErrnoException {
        Errno.check(
                Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, option, value), "setsockopt(" + name + ") of " + value);
    }

    /** Gives the queue back; frames of the interface are the host's again. */
    @Override
    public void close() {
        // Before the descriptor: a mapping keeps the socket, and the socket its queue.
        fill.close();
        completion.close();
        receive.close();
        transmit.close();
        fd.close();
    }
}
