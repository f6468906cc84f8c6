package io.weir.l4.plane;

import io.weir.arp.claim.ClaimListener;
import io.weir.arp.vip.HostInterface;
import io.weir.arp.vip.NetlinkHostAddresses;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Configuration;
import io.weir.kernel.io.PacketLink;
import io.weir.kernel.netlink.Link;
import io.weir.kernel.netlink.RouteNetlink;
import io.weir.kernel.netlink.RoutePath;
import io.weir.kernel.sys.Affinity;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Mman;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** This machine, in the network namespace of the calling thread, with the engines it has. */
public final class LinuxHost implements Host {
    private static final System.Logger LOG = System.getLogger("io.weir.l4");
    /** One keeps up with a few hundred thousand packets a second; the host wants processors too. */
    private static final int MOST_WORKERS = 4;

    private final List<Mapping> mappings = new ArrayList<>();
    private @Nullable LinuxGuard guard;
    /** Made once queues are open: another engine or mode takes effect at the next start. */
    private @Nullable EngineChoice choice;

    private Configuration.XdpMode xdpMode = Configuration.XdpMode.AUTO;

    /** Opens nothing. */
    public LinuxHost() {}

    @Override
    public Topology topology() throws IOException {
        Map<Integer, Integer> mtus = new HashMap<>();
        Set<Integer> running = new HashSet<>();
        try (RouteNetlink netlink = RouteNetlink.open()) {
            for (Link link : netlink.links()) {
                mtus.put(link.index(), link.mtu());
                if (link.running()) {
                    running.add(link.index());
                }
            }
        }
        List<HostInterface> interfaces = new NetlinkHostAddresses().interfaces();
        return new Topology(interfaces, one -> mtus.getOrDefault(one.index(), 0), running, LinuxHost::route);
    }

    private static Optional<Topology.Hop> route(IpAddress destination) {
        try (RouteNetlink netlink = RouteNetlink.open()) {
            Optional<RoutePath> path = netlink.route(destination.toInetAddress());
            return path.filter(known -> !known.local())
                    .map(known -> new Topology.Hop(
                            known.interfaceIndex(),
                            known.gateway().map(IpAddress::of).orElse(destination)));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the route to " + destination + " cannot be looked up: " + e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public Guard guard(Path stateDirectory) {
        guard = new LinuxGuard(stateDirectory);
        // Nothing is open: a configuration that was refused has chosen nothing.
        choice = null;
        return guard;
    }

    @Override
    public Stations stations() {
        return new LinuxStations();
    }

    @Override
    public Wire wire(ClaimListener listener) {
        return new LinuxWire(listener);
    }

    @Override
    public Watch watch(HostListener listener) throws IOException {
        return HostWatch.start(listener);
    }

    @Override
    public Queues queues(Configuration.L4 settings, List<PacketLink> links, int workers, Steered by)
            throws IOException {
        if (choice != null) {
            return queues(choice, xdpMode, links, workers, by);
        }
        Configuration.XdpMode mode = settings.xdpMode();
        EngineChoice.Proved first = EngineChoice.open(
                settings.engine(), EngineFinding.probe(links, mode), tried -> queues(tried, mode, links, workers, by));
        choice = first.choice();
        xdpMode = mode;
        return first.queues();
    }

    private Queues queues(
            EngineChoice by, Configuration.XdpMode mode, List<PacketLink> links, int workers, Steered steered)
            throws IOException {
        return by.engine() == Configuration.Engine.AF_XDP
                ? LinuxQueues.xdp(
                        by, mode, links, workers, Objects.requireNonNull(guard).maps())
                : LinuxQueues.packetSockets(by, links, workers, steered);
    }

    @Override
    public MemorySegment memory(long bytes) {
        try {
            Mapping mapping = Mman.table(bytes, "layer 4 tables");
            mappings.add(mapping);
            return mapping.segment();
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void pin(int worker, int workers) {
        try {
            List<Integer> allowed = Affinity.allowed();
            if (workers < allowed.size()) {
                // The last processors: the first have the interrupts of most cards.
                Affinity.pin(allowed.get(allowed.size() - 1 - worker));
            }
        } catch (ErrnoException e) {
            LOG.log(Level.WARNING, "worker " + worker + " is not kept on one processor: " + e.getMessage());
        }
    }

    @Override
    public int workers() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() - 1, 1, MOST_WORKERS);
    }

    @Override
    public void close() {
        mappings.forEach(Mapping::close);
        mappings.clear();
    }
}
