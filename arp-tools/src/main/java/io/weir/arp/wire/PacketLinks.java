package io.weir.arp.wire;

import io.weir.kernel.packet.IfPacket;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Over two AF_PACKET sockets an interface, in the network namespace of the thread that calls {@link #listen} and
 * {@link #receive}. A socket whose interface went down or away is opened again every second.
 */
public final class PacketLinks implements FrameLinks {
    private static final Logger LOG = System.getLogger("io.weir.arp.wire");
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    /** Frames taken from one socket before the others and the timers have their turn. */
    private static final int MAX_FRAMES = 256;

    private final Map<Integer, Link> links = new TreeMap<>();

    /** The sockets of one interface; null while it cannot be opened. */
    private static final class Link {
        private final int index;
        private @Nullable PacketSocket arp;
        private @Nullable PacketSocket discovery;
        private @Nullable String problem;
        private int loggedErrno;
        private long retryAt;

        Link(int index) {
            this.index = index;
        }

        void open() {
            close();
            try {
                arp = PacketSocket.open(index, IfPacket.ETH_P_ARP, Filters.arp());
                discovery = PacketSocket.open(index, IfPacket.ETH_P_IPV6, Filters.neighborDiscovery());
            } catch (ErrnoException e) {
                failed(e);
            }
        }

        void failed(ErrnoException e) {
            close();
            retryAt = System.nanoTime() + RETRY_NANOS;
            problem = String.valueOf(e.getMessage());
            if (loggedErrno != e.errno()) {
                loggedErrno = e.errno();
                LOG.log(Level.WARNING, InterfaceName.of(index) + " is not heard: " + problem);
            }
        }

        /** Only reading shows it: a socket of an interface that is down opens without complaint. */
        void works() {
            if (problem != null) {
                problem = null;
                loggedErrno = 0;
                LOG.log(Level.INFO, InterfaceName.of(index) + " is heard again");
            }
        }

        void close() {
            if (arp != null) {
                arp.close();
            }
            if (discovery != null) {
                discovery.close();
            }
            arp = null;
            discovery = null;
        }
    }

    /** Listens nowhere yet. */
    public PacketLinks() {}

    @Override
    public void listen(Set<Integer> interfaceIndexes) {
        links.values().removeIf(link -> {
            boolean superfluous = !interfaceIndexes.contains(link.index);
            if (superfluous) {
                link.close();
            }
            return superfluous;
        });
        for (int index : interfaceIndexes) {
            if (!links.containsKey(index)) {
                Link link = new Link(index);
                links.put(index, link);
                link.open();
            }
        }
    }

    @Override
    public @Nullable String problem(int interfaceIndex) {
        Link link = links.get(interfaceIndex);
        return link == null ? "not listened on" : link.problem;
    }

    @Override
    public boolean send(int interfaceIndex, byte[] frame) {
        Link link = links.get(interfaceIndex);
        if (link == null || link.arp == null) {
            return false;
        }
        try {
            link.arp.send(frame);
            return true;
        } catch (ErrnoException e) {
            if (e.errno() != Errno.ENOBUFS && e.errno() != Errno.EAGAIN) {
                link.failed(e);
            }
            return false;
        }
    }

    @Override
    public void receive(Duration timeout, Receiver receiver) {
        List<PacketSocket> sockets = new ArrayList<>();
        for (Link link : links.values()) {
            if (link.arp == null && System.nanoTime() - link.retryAt >= 0) {
                link.open();
            }
            if (link.arp != null && link.discovery != null) {
                sockets.add(link.arp);
                sockets.add(link.discovery);
            }
        }
        if (sockets.isEmpty()) {
            LockSupport.parkNanos(timeout.toNanos());
            return;
        }
        try {
            PacketSocket.await(sockets, timeout);
        } catch (ErrnoException e) {
            throw new IllegalStateException("poll fails on valid descriptors only without memory", e);
        }
        for (Link link : links.values()) {
            if (drain(link, link.arp, receiver) && drain(link, link.discovery, receiver)) {
                link.works();
            }
        }
    }

    /** Whether the socket could be read. */
    private static boolean drain(Link link, @Nullable PacketSocket socket, Receiver receiver) {
        if (socket == null) {
            return false;
        }
        try {
            for (int i = 0; i < MAX_FRAMES; i++) {
                byte[] frame = socket.receive(Duration.ZERO);
                if (frame == null) {
                    return true;
                }
                receiver.received(link.index, frame);
                // The receiver may have sent, which closes the sockets when it fails.
                if (link.arp == null) {
                    return false;
                }
            }
            return true;
        } catch (ErrnoException e) {
            link.failed(e);
            return false;
        }
    }

    @Override
    public void close() {
        links.values().forEach(Link::close);
        links.clear();
    }
}
