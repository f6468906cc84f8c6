package io.weir.l4.plane;

import io.weir.kernel.netlink.HostChange;
import io.weir.kernel.netlink.RouteMonitor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/** Tells once a second, and at once when it has happened, whether the host's interfaces, addresses or routes changed. */
final class HostWatch implements Host.Watch {
    private static final System.Logger LOG = System.getLogger("io.weir.l4");
    private static final Duration TURN = Duration.ofSeconds(1);

    private final RouteMonitor monitor;
    private final Host.HostListener listener;
    private final Thread thread;
    private volatile boolean closed;
    /** By the monitor, which must not be woken when it is closed. */
    private boolean ended;

    private HostWatch(RouteMonitor monitor, Host.HostListener listener) {
        this.monitor = monitor;
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("weir-l4-host").daemon().unstarted(this::run);
    }

    /** In the network namespace of the calling thread. */
    static HostWatch start(Host.HostListener listener) throws IOException {
        HostWatch watch = new HostWatch(RouteMonitor.open(), listener);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try {
            while (!closed) {
                List<HostChange> changes = monitor.await(TURN);
                if (!closed) {
                    turn(changes.stream().anyMatch(HostWatch::matters));
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "changes of this host's interfaces are not followed any more", e);
        } finally {
            synchronized (monitor) {
                ended = true;
                monitor.close();
            }
        }
    }

    /** A listener that fails must not stop the watch. */
    private void turn(boolean changed) {
        try {
            listener.turn(changed);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a fault of Weir while following this host's interfaces", e);
        }
    }

    /** The kernel's own neighbours do not: layer 4 has its own. */
    private static boolean matters(HostChange change) {
        return !(change instanceof HostChange.NeighbourChanged);
    }

    @Override
    public void wakeup() {
        synchronized (monitor) {
            try {
                if (!ended) {
                    monitor.wakeup();
                }
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the watch of interfaces is late: " + e.getMessage());
            }
        }
    }

    @Override
    public void end() {
        closed = true;
        wakeup();
    }

    @Override
    public void close() {
        end();
        try {
            thread.join(TURN.multipliedBy(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
