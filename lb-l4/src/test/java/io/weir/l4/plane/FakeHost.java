package io.weir.l4.plane;

import io.weir.arp.claim.ClaimListener;
import io.weir.arp.neighbor.NeighborKey;
import io.weir.arp.vip.HostInterface;
import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.core.service.Configuration;
import io.weir.kernel.io.PacketIo;
import io.weir.kernel.io.PacketLink;
import io.weir.l4.view.Station;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A host without a kernel: a test changes its interfaces and sees what layer 4 took of it. */
final class FakeHost implements Host {
    static final long SERVER_MAC = 0x02_55_00_00_00_00L;

    final Map<Integer, HostInterface> interfaces = new HashMap<>();
    final Set<Integer> unplugged = new HashSet<>();
    final Map<Integer, Integer> mtus = new HashMap<>();
    final Map<IpAddress, Topology.Hop> routes = new HashMap<>();
    final Set<IpAddress> taken = new HashSet<>();
    final List<FakeGuard> guards = new ArrayList<>();
    final List<FakeWire> wires = new ArrayList<>();
    Supplier<Steered> inForce = () -> Steered.NONE;
    final List<FakeQueues> queues = new ArrayList<>();
    final List<FakeStations> stations = new ArrayList<>();
    final List<FakeWatch> watches = new ArrayList<>();
    int workers = 1;

    @Nullable IOException refusesQueues;

    /** Of queues that are open, when they are asked for others. */
    @Nullable IOException refusesOthers;

    /** Whether queues are like those of AF_XDP. */
    boolean exclusive;
    /** Queues on more links are refused. */
    int mostLinks = Integer.MAX_VALUE;

    @Nullable RuntimeException wireFault;

    /** An interface that is up. */
    void add(int index, String name, String... subnets) {
        set(index, name, true, 0x0200_0000_0000L | index, subnets);
    }

    void set(int index, String name, boolean up, long mac, String... subnets) {
        List<HostInterface.Address> addresses = Arrays.stream(subnets)
                .map(text -> new HostInterface.Address(Cidr.parse(text).orElseThrow(), false))
                .toList();
        interfaces.put(index, new HostInterface(index, name, up, false, new MacAddress(mac), addresses));
    }

    FakeGuard guard() {
        return guards.getLast();
    }

    FakeWire wire() {
        return wires.getLast();
    }

    /** The watch's next turn, on the calling thread. */
    void turn(boolean changed) {
        watches.getLast().listener.turn(changed);
    }

    @Override
    public Topology topology() {
        return new Topology(
                List.copyOf(interfaces.values()),
                one -> mtus.getOrDefault(one.index(), 1500),
                running(),
                to -> Optional.ofNullable(routes.get(to)));
    }

    private Set<Integer> running() {
        Set<Integer> running = new HashSet<>();
        interfaces.values().stream()
                .filter(one -> one.up() && !unplugged.contains(one.index()))
                .forEach(one -> running.add(one.index()));
        return running;
    }

    @Override
    public Guard guard(Path stateDirectory) {
        guards.add(new FakeGuard());
        return guards.getLast();
    }

    @Override
    public Stations stations() {
        stations.add(new FakeStations());
        return stations.getLast();
    }

    @Override
    public Wire wire(ClaimListener listener) {
        wires.add(new FakeWire(listener, taken, wireFault));
        return wires.getLast();
    }

    @Override
    public Watch watch(HostListener listener) {
        watches.add(new FakeWatch(listener));
        return watches.getLast();
    }

    @Override
    public Queues queues(Configuration.L4 settings, List<PacketLink> links, int count, Steered by) throws IOException {
        if (refusesQueues != null) {
            throw refusesQueues;
        }
        if (links.size() > mostLinks) {
            throw new IOException("no queue for the last of " + links.size() + " links");
        }
        if (exclusive && queues.stream().anyMatch(one -> !one.closed)) {
            throw new IOException("others are open");
        }
        queues.add(new FakeQueues(this, links, count));
        return queues.getLast();
    }

    @Override
    public MemorySegment memory(long bytes) {
        return Arena.ofAuto().allocate(bytes, 64);
    }

    @Override
    public void pin(int worker, int count) {}

    @Override
    public int workers() {
        return workers;
    }

    @Override
    public void close() {}

    /** Everybody is resolved at once. */
    static final class FakeStations implements Stations {
        Set<NeighborKey> watched = Set.of();
        boolean closed;

        @Override
        public void watch(Set<NeighborKey> keys) {
            watched = Set.copyOf(keys);
        }

        @Override
        public Station station(NeighborKey key) {
            if (!watched.contains(key)) {
                throw new IllegalArgumentException(key + " is not watched");
            }
            return () -> SERVER_MAC | (key.address().low() & 0xffff);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Its turns are the test's. */
    static final class FakeWatch implements Watch {
        final HostListener listener;
        int wakeups;
        boolean closed;

        FakeWatch(HostListener listener) {
            this.listener = listener;
        }

        @Override
        public void wakeup() {
            wakeups++;
        }

        @Override
        public void end() {
            closed = true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Engines in memory. */
    static final class FakeQueues implements Queues {
        final FakeHost host;
        final List<PacketLink> links;
        final List<FakeEngine> engines = new ArrayList<>();
        final List<Steered> steered = new ArrayList<>();
        /** What the view in force would be steered by, at each of those moments. */
        final List<Steered> inForce = new ArrayList<>();

        @Nullable String shortcoming;

        boolean closed;
        /** While an engine was a worker's. */
        boolean closedTooEarly;
        /** Whether the engine was still that of a worker then. */
        boolean detachedInUse;

        FakeQueues(FakeHost host, List<PacketLink> links, int count) {
            this.host = host;
            this.links = links;
            for (int i = 0; i < count; i++) {
                engines.add(new FakeEngine(links));
            }
        }

        List<String> names() {
            return links.stream().map(PacketLink::name).toList();
        }

        FakeEngine engine() {
            return Objects.requireNonNull(engines.getFirst());
        }

        @Override
        public List<PacketIo> engines() {
            return List.copyOf(engines);
        }

        @Override
        public boolean steered() {
            return !host.exclusive;
        }

        @Override
        public boolean exclusive() {
            return host.exclusive;
        }

        @Override
        public void check(List<PacketLink> wanted, int workers) throws IOException {
            if (host.refusesOthers != null) {
                throw host.refusesOthers;
            }
        }

        @Override
        public Optional<String> shortcoming() {
            return Optional.ofNullable(shortcoming);
        }

        @Override
        public void detach() {
            detachedInUse = !engine().closed;
        }

        @Override
        public void close() {
            closed = true;
            closedTooEarly = engines.stream().anyMatch(engine -> engine.begun && !engine.closed);
            engines.forEach(FakeEngine::close);
        }

        @Override
        public void steer(Steered by) {
            steered.add(by);
            inForce.add(host.inForce.get());
        }

        @Override
        public EngineState state() {
            return new EngineState(
                    "memory",
                    "a test",
                    engines.size(),
                    names().stream().map(EngineState.OnLink::new).toList());
        }
    }
}
