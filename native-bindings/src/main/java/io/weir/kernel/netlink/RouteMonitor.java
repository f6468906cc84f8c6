package io.weir.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Pollfd;
import io.weir.kernel.sys.Sockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reports changes of interfaces, addresses, routes and neighbours in the network namespace of the thread that opens it.
 * One thread awaits; any thread may wake it. Open it first and read the tables of {@link RouteNetlink} then: what
 * changes in between is reported.
 */
public final class RouteMonitor implements AutoCloseable {
    /** A report is one datagram of at most a page or two; see {@code NLMSG_GOODSIZE}. */
    private static final long RECEIVE_BYTES = 32 * 1024;

    /** The kernel halves what exceeds net.core.rmem_max; a busy host changes a few thousand entries at once. */
    private static final int WAITING_BYTES = 1 << 20;

    /** Reports that one call returns at most, so that a flood of them does not keep the caller from its own work. */
    private static final int MAX_REPORTS = 1024;

    private static final int GROUPS = group(Rtnetlink.RTNLGRP_LINK)
            | group(Rtnetlink.RTNLGRP_NEIGH)
            | group(Rtnetlink.RTNLGRP_IPV4_IFADDR)
            | group(Rtnetlink.RTNLGRP_IPV4_ROUTE)
            | group(Rtnetlink.RTNLGRP_IPV6_IFADDR)
            | group(Rtnetlink.RTNLGRP_IPV6_ROUTE);

    private final Fd fd;
    private final MemorySegment buffer;
    private final MemorySegment sender;
    private final MemorySegment senderLength;
    private final MemorySegment pollfd;
    private final MemorySegment wakeup;

    private RouteMonitor(Fd fd) {
        this.fd = fd;
        Arena arena = Arena.ofAuto();
        buffer = arena.allocate(RECEIVE_BYTES, Long.BYTES);
        sender = arena.allocate(SockaddrNl.LAYOUT);
        senderLength = arena.allocate(JAVA_INT);
        pollfd = arena.allocate(Pollfd.LAYOUT);
        wakeup = arena.allocate(Nlmsghdr.LAYOUT);
        Nlmsghdr.len(wakeup, 0, (int) Nlmsghdr.SIZEOF);
        Nlmsghdr.type(wakeup, 0, Netlink.NLMSG_NOOP);
        Nlmsghdr.flags(wakeup, 0, Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK);
    }

    /** Begins to listen; needs no privilege. */
    public static RouteMonitor open() throws ErrnoException {
        return open(WAITING_BYTES);
    }

    /**
     * With room of its own.
     *
     * @param waitingBytes of reports, with the kernel's own overhead, that may wait
     */
    static RouteMonitor open(int waitingBytes) throws ErrnoException {
        Fd fd = Sockets.open(LinuxSocket.AF_NETLINK, LinuxSocket.SOCK_RAW, Netlink.NETLINK_ROUTE, "route monitor");
        try (Arena arena = Arena.ofConfined()) {
            Errno.check(
                    Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_RCVBUF, waitingBytes),
                    "setsockopt(SO_RCVBUF) of the route monitor");
            MemorySegment address = arena.allocate(SockaddrNl.LAYOUT);
            SockaddrNl.family(address, 0, LinuxSocket.AF_NETLINK);
            SockaddrNl.groups(address, 0, GROUPS);
            Errno.check(Sockets.bind(fd, address), "subscribe to changes of links, addresses, routes and neighbours");
            return new RouteMonitor(fd);
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    private static int group(int number) {
        return 1 << (number - 1);
    }

    /**
     * Waits for reports.
     *
     * @return those that came, in their order; empty after the timeout or a {@link #wakeup}
     */
    public List<HostChange> await(Duration timeout) throws IOException {
        List<HostChange> changes = new ArrayList<>();
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean woken = drain(changes);
        while (changes.isEmpty() && !woken) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                break;
            }
            Pollfd.set(pollfd, 0, fd, Pollfd.POLLIN);
            int ready = Sockets.poll(pollfd, (int) Math.min(left, Integer.MAX_VALUE));
            if (ready != -Errno.EINTR) {
                Errno.check(ready, "poll for changes of the network");
            }
            woken = drain(changes);
        }
        return List.copyOf(changes);
    }

    /** Lets the thread in {@link #await} return, or the next call if none is in it. */
    public void wakeup() throws ErrnoException {
        // The kernel acknowledges a message that asks for nothing, and that makes the socket readable.
        Errno.check(Sockets.send(fd, wakeup, wakeup.byteSize(), 0), "wake the route monitor");
    }

    /** Reads what waits; whether a wakeup was among it. */
    private boolean drain(List<HostChange> changes) throws IOException {
        boolean woken = false;
        while (changes.size() < MAX_REPORTS) {
            senderLength.set(JAVA_INT, 0, (int) sender.byteSize());
            int received = Sockets.recvfrom(
                    fd, buffer, LinuxSocket.MSG_TRUNC | LinuxSocket.MSG_DONTWAIT, sender, senderLength);
            if (received == -Errno.EAGAIN) {
                break;
            }
            if (received == -Errno.EINTR) {
                continue;
            }
            if (received == -Errno.ENOBUFS) {
                // What waits is older than the loss, and a full reading will say more.
                changes.clear();
                changes.add(new HostChange.Resync());
                continue;
            }
            Errno.check(received, "receive changes of the network");
            if (received > buffer.byteSize()) {
                changes.add(new HostChange.Resync());
            } else if (SockaddrNl.pid(sender, 0) == 0) {
                woken |= read(received, changes);
            }
        }
        return woken;
    }

    private boolean read(int received, List<HostChange> changes) throws IOException {
        boolean woken = false;
        long base = 0;
        while (base < received) {
            int length = received - base < Nlmsghdr.SIZEOF ? 0 : Nlmsghdr.len(buffer, base);
            if (length < Nlmsghdr.SIZEOF || length > received - base) {
                throw new IOException("a report that does not fit its datagram");
            }
            int type = Nlmsghdr.type(buffer, base);
            woken |= type == Netlink.NLMSG_ERROR;
            report(type, base + Nlmsghdr.SIZEOF, base + length, changes);
            base += Netlink.align(length);
        }
        return woken;
    }

    private void report(int type, long body, long end, List<HostChange> changes) throws IOException {
        switch (type) {
            case Rtnetlink.RTM_NEWLINK, Rtnetlink.RTM_DELLINK -> {
                Link link = LinkReader.parse(buffer, body, end);
                if (link != null) {
                    changes.add(new HostChange.LinkChanged(link, type == Rtnetlink.RTM_DELLINK));
                }
            }
            case Rtnetlink.RTM_NEWADDR, Rtnetlink.RTM_DELADDR -> {
                InterfaceAddress address = AddressReader.parse(buffer, body, end);
                if (address != null) {
                    changes.add(new HostChange.AddressChanged(address, type == Rtnetlink.RTM_DELADDR));
                }
            }
            case Rtnetlink.RTM_NEWROUTE, Rtnetlink.RTM_DELROUTE -> {
                Route route = RouteReader.parse(buffer, body, end);
                if (route != null) {
                    changes.add(new HostChange.RouteChanged(route, type == Rtnetlink.RTM_DELROUTE));
                }
            }
            case Rtnetlink.RTM_NEWNEIGH, Rtnetlink.RTM_DELNEIGH -> {
                Neighbour neighbour = NeighbourReader.parse(buffer, body, end);
                if (neighbour != null) {
                    changes.add(new HostChange.NeighbourChanged(neighbour, type == Rtnetlink.RTM_DELNEIGH));
                }
            }
            default -> {}
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
