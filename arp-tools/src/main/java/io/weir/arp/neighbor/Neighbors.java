package io.weir.arp.neighbor;

import io.weir.arp.vip.HostAddresses;
import io.weir.arp.vip.HostInterface;
import io.weir.arp.vip.NetlinkHostAddresses;
import io.weir.arp.wire.FrameLinks;
import io.weir.arp.wire.PacketLinks;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Ethernet addresses of neighbours fresh: asks, listens for answers and announcements, follows changes. The
 * kernel's own table would not do: it asks when the kernel sends, and we send past it.
 *
 * <p>A platform thread of its own, in the network namespace of the thread that opened it. Needs CAP_NET_RAW.
 */
public final class Neighbors implements AutoCloseable {
    /** More than any load balancer has servers on its links; bounds memory and questions a second. */
    public static final int MAX_NEIGHBORS = 4096;

    private static final Logger LOG = System.getLogger("io.weir.arp.neighbor");

    /** How long a new set or a request may wait; nothing else wakes the thread between frames. */
    private static final Duration TURN = Duration.ofMillis(50);
    /** The same while a packet may be waiting. */
    private static final Duration URGENT_TURN = Duration.ofMillis(10);

    private static final long LOCAL_NANOS = Duration.ofSeconds(5).toNanos();

    private final HostAddresses host;
    private final FrameLinks links;
    private final NeighborListener listener;
    private final Thread thread;
    private volatile Map<NeighborKey, Neighbor> wanted = Map.of();
    private volatile boolean closed;

    private Neighbors(HostAddresses host, FrameLinks links, NeighborListener listener) {
        this.host = host;
        this.links = links;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("weir-neighbors").daemon().unstarted(this::run);
    }

    /** Starts with nothing to resolve. */
    public static Neighbors open(NeighborListener listener) {
        Neighbors neighbors = new Neighbors(new NetlinkHostAddresses(), new PacketLinks(), listener);
        neighbors.thread.start();
        return neighbors;
    }

    /**
     * Resolves exactly these from now on; those watched before keep their state and their object. Returns at once; who
     * is new is asked within 50 ms.
     *
     * @param keys at most {@link #MAX_NEIGHBORS}
     */
    public synchronized void watch(Set<NeighborKey> keys) {
        if (keys.size() > MAX_NEIGHBORS) {
            throw new IllegalArgumentException(keys.size() + " neighbours; at most " + MAX_NEIGHBORS
                    + " servers and gateways can be on the links");
        }
        Map<NeighborKey, Neighbor> before = wanted;
        Map<NeighborKey, Neighbor> next = new HashMap<>();
        for (NeighborKey key : keys) {
            Neighbor known = before.get(key);
            next.put(key, known == null ? new Neighbor(key) : known);
        }
        wanted = Map.copyOf(next);
    }

    /** The object of a watched key, to keep while it is watched. */
    public Neighbor neighbor(NeighborKey key) {
        Neighbor found = wanted.get(key);
        if (found == null) {
            throw new IllegalArgumentException(key + " is not watched");
        }
        return found;
    }

    /** {@link Neighbor#request} by key; nothing happens when it is not watched. Any thread. */
    public void request(NeighborKey key) {
        Neighbor found = wanted.get(key);
        if (found != null) {
            found.request();
        }
    }

    private void run() {
        try (links) {
            NeighborTable table = new NeighborTable(links, new LocalAddresses(List.of()), this::tell);
            Map<NeighborKey, Neighbor> applied = Map.of();
            long localAt = System.nanoTime();
            while (!closed) {
                long now = System.nanoTime();
                Map<NeighborKey, Neighbor> current = wanted;
                boolean changed = !current.equals(applied);
                if (changed || now - localAt >= LOCAL_NANOS) {
                    LocalAddresses local = local();
                    if (local != null) {
                        table.local(local);
                    }
                    localAt = now;
                }
                if (changed) {
                    table.watch(current, now);
                    applied = current;
                }
                table.turn(now);
                links.receive(
                        table.hasUnresolved() ? URGENT_TURN : TURN,
                        (index, frame) -> table.received(index, frame, System.nanoTime()));
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "neighbours are not resolved any more; restart the daemon", e);
            throw e;
        }
    }

    /** A listener that fails must not stop the resolving. */
    private void tell(NeighborEvent event) {
        try {
            listener.happened(event);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "nobody was told of " + event, e);
        }
    }

    private @Nullable LocalAddresses local() {
        try {
            List<HostInterface> interfaces = host.interfaces();
            return new LocalAddresses(interfaces);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "neighbours are asked from the addresses of before: " + e.getMessage());
            return null;
        }
    }

    /** Ends the thread and closes its sockets before it returns. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
