package io.weir.l4.plane;

import io.weir.arp.claim.ClaimListener;
import io.weir.arp.neighbor.NeighborKey;
import io.weir.arp.vip.HostInterface;
import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.kernel.io.PacketIo;
import io.weir.kernel.io.PacketLink;
import io.weir.l4.view.L4View;
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
import org.jspecify.annotations.Nullable;

/** A host without a kernel: a test changes its interfaces and sees what layer 4 took of it. */
final class FakeHost implements Host {
    static final long SERVER_MAC = 0x02_55_00_00_00_00L;

    final Map<Integer, HostInterface> interfaces = new HashMap<>();
    final Map<Integer, Integer> mtus = new HashMap<>();
    final Map<IpAddress, Topology.Hop> routes = new HashMap<>();
    final Set<IpAddress> taken = new HashSet<>();
    final List<FakeGuard> guards = new ArrayList<>();
    final List<FakeWire> wires = new ArrayList<>();
    final List<FakeQueues> queues = new ArrayList<>();
    final List<FakeStations> stations = new ArrayList<>();
    final List<FakeWatch> watches = new ArrayList<>();
    int workers = 1;

    @Nullable IOException refusesQueues;

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
                to -> Optional.ofNullable(routes.get(to)));
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
        wires.add(new FakeWire(listener, taken));
        return wires.getLast();
    }

    @Override
    public Watch watch(HostListener listener) {
        watches.add(new FakeWatch(listener));
        return watches.getLast();
    }

    @Override
    public Queues queues(List<PacketLink> links, int count, L4View view) throws IOException {
        if (refusesQueues != null) {
            throw refusesQueues;
        }
        queues.add(new FakeQueues(links, count));
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
        final List<PacketLink> links;
        final List<FakeEngine> engines = new ArrayList<>();
        final List<Set<IpAddress>> steered = new ArrayList<>();

        FakeQueues(List<PacketLink> links, int count) {
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
        public void steer(L4View view) {
            Set<IpAddress> all = new HashSet<>(view.vips().keys());
            all.addAll(view.sources().keys());
            steered.add(all);
        }

        @Override
        public String description() {
            return "in memory";
        }
    }
}
