package io.weir.l4.plane;

import io.weir.core.service.Configuration;
import io.weir.kernel.io.IdlePacketIo;
import io.weir.kernel.io.NumberedPacketIo;
import io.weir.kernel.io.PacketIo;
import io.weir.kernel.io.PacketLink;
import io.weir.kernel.io.PcapPacketIo;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ViewLink;
import io.weir.l4.worker.SteeringProgram;
import io.weir.l4.worker.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The workers and the queues they receive from. Workers and their flows are made once; queues are opened anew when a
 * configuration needs other links.
 */
final class Engines implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.weir.l4");
    /** Turns, of a second each: what goes on is interrupted by every try. */
    private static final int LONGEST_WAIT = 64;

    private final Host host;
    private final Supplier<L4View> views;
    private @Nullable Workers workers;
    private Host.@Nullable Queues queues;
    private Map<Integer, PacketLink> links = Map.of();
    private int numbers;
    private Steered steered = Steered.NONE;
    private @Nullable Wanted inUse;
    private volatile @Nullable Lack lack;
    /** The last reason in the log; tries that fail the same way say nothing. */
    private @Nullable String told;

    Engines(Host host, Supplier<L4View> views) {
        this.host = host;
        this.views = views;
    }

    Optional<Workers> workers() {
        return Optional.ofNullable(workers);
    }

    Optional<EngineState> state() {
        return Optional.ofNullable(queues).map(Host.Queues::state);
    }

    /** Why not all links in force are served; empty if they are. */
    Optional<String> problem() {
        return Optional.ofNullable(lack).map(Lack::reason);
    }

    /** What a configuration changes; exactly one of the two is called. */
    interface Change {
        /** Receives from the new queues. */
        void commit();

        /** Gives them back. */
        void rollback();
    }

    /**
     * Opens what a plan needs beyond what is open. Throws IllegalArgumentException when it has more addresses than frames
     * can be distributed by.
     */
    Change stage(Configuration.L4 settings, Plan wanted) throws IOException {
        int count = workers != null ? workers.count() : settings.workers() != 0 ? settings.workers() : host.workers();
        if (queues != null) {
            checkSteering(queues, wanted, count);
        }
        if (workers != null && isServedByOpen(wanted)) {
            return new Served();
        }
        Steered by = Steered.by(views.get());
        Map<Integer, PacketLink> next = packetLinks(wanted.present(), wanted.up());
        if (next.isEmpty() && workers != null) {
            // Nothing can be received; what is open goes on when an interface is back.
            return new Nothing();
        }
        Wanted queuesFor = new Wanted(settings, next, wanted.links().size(), count, by);
        if (queues != null && queues.exclusive()) {
            queues.check(List.copyOf(next.values()), count);
            return new Exchanged(queuesFor);
        }
        Host.Queues opened = open(queuesFor);
        try {
            checkSteering(opened, wanted, count);
        } catch (IllegalArgumentException e) {
            opened.close();
            throw e;
        }
        return new Opened(queuesFor, opened);
    }

    private static void checkSteering(Host.Queues by, Plan wanted, int count) {
        if (count > 1 && by.steered()) {
            SteeringProgram.of(wanted.known(), wanted.sources(), count);
        }
    }

    /**
     * What queues are for.
     *
     * @param on the links, by number
     * @param numbers how many links have numbers; the queues are on some of them
     * @param workers how many are wanted
     */
    private record Wanted(
            Configuration.L4 settings, Map<Integer, PacketLink> on, int numbers, int workers, Steered by) {
        /** The same under the numbers and addresses of now. */
        Wanted now(int count, Steered addresses) {
            return new Wanted(settings, on, count, workers, addresses);
        }

        /** The same on those links that another is on, too, and under its numbers: frames leave by these. */
        Wanted within(Wanted other) {
            Map<Integer, PacketLink> both = new LinkedHashMap<>(other.on);
            both.keySet().retainAll(on.keySet());
            return new Wanted(settings, both, other.numbers, workers, other.by);
        }
    }

    /**
     * What could not be opened.
     *
     * @param before what was in use at last
     * @param reason a sentence for people
     * @param pause turns from one try to the next
     * @param turns that are left of them
     */
    private record Lack(Wanted wanted, @Nullable Wanted before, String reason, int pause, int turns) {
        Lack turn() {
            return new Lack(wanted, before, reason, pause, turns - 1);
        }
    }

    private Host.Queues open(Wanted wanted) throws IOException {
        Host.Queues opened;
        try {
            opened = host.queues(wanted.settings(), List.copyOf(wanted.on().values()), wanted.workers(), wanted.by());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (workers != null && opened.engines().size() != workers.count()) {
            opened.close();
            throw new IOException("the interfaces " + names(wanted.on()) + " have queues for "
                    + opened.engines().size() + " workers, but there are " + workers.count()
                    + "; give them more queues (ethtool -L), or restart");
        }
        return opened;
    }

    private static String names(Map<Integer, PacketLink> links) {
        return links.values().stream().map(PacketLink::name).collect(Collectors.joining(", "));
    }

    /** Queues outlast an interface that goes down; they are opened anew when one that was down comes up. */
    private boolean isServedByOpen(Plan wanted) {
        Map<Integer, PacketLink> present = packetLinks(wanted.present(), null);
        Map<Integer, PacketLink> up = packetLinks(wanted.present(), wanted.up());
        return queues != null
                && wanted.links().size() == numbers
                && present.entrySet().containsAll(links.entrySet())
                && links.entrySet().containsAll(up.entrySet());
    }

    /** By number, in its order; those of some numbers, or all. */
    private static Map<Integer, PacketLink> packetLinks(List<ViewLink> links, @Nullable Set<Integer> among) {
        Map<Integer, PacketLink> chosen = new LinkedHashMap<>();
        for (ViewLink link : links) {
            if (among == null || among.contains(link.number())) {
                chosen.put(link.number(), new PacketLink(link.interfaceIndex(), link.name(), link.mac(), link.mtu()));
            }
        }
        return chosen;
    }

    /** What is open is all that is wanted. */
    private final class Served implements Change {
        @Override
        public void commit() {
            served();
        }

        @Override
        public void rollback() {}
    }

    private static final class Nothing implements Change {
        @Override
        public void commit() {}

        @Override
        public void rollback() {}
    }

    private final class Opened implements Change {
        private final Wanted wanted;
        private final Host.Queues opened;

        Opened(Wanted wanted, Host.Queues opened) {
            this.wanted = wanted;
            this.opened = opened;
        }

        @Override
        public void commit() {
            use(wanted, opened);
            served();
        }

        @Override
        public void rollback() {
            opened.close();
        }
    }

    /** Where queues cannot be opened beside those that are open: for a moment there are none. */
    private final class Exchanged implements Change {
        private final Wanted wanted;

        Exchanged(Wanted wanted) {
            this.wanted = wanted;
        }

        @Override
        public void commit() {
            exchange(wanted, inUse);
        }

        @Override
        public void rollback() {
            // Nothing is open yet.
        }
    }

    /**
     * Once a turn: tries again what could not be opened.
     *
     * @param count how many links have numbers now
     */
    void again(int count) {
        Lack missing = lack;
        if (missing == null) {
            return;
        }
        if (missing.turns() > 0) {
            lack = missing.turn();
            return;
        }
        Steered by = Steered.by(views.get());
        Wanted before = missing.before();
        exchange(missing.wanted().now(count, by), before == null ? null : before.now(count, by));
    }

    private void exchange(Wanted wanted, @Nullable Wanted before) {
        if (!letGo(wanted.numbers())) {
            lacks(wanted, before, "layer 4 receives nothing: a worker does not let its queues go", 0);
            return;
        }
        String reason;
        try {
            use(wanted, open(wanted));
            served();
            return;
        } catch (IOException e) {
            reason = "layer 4 cannot use " + names(wanted.on()) + ": " + e.getMessage();
        }
        Lack last = lack;
        int wait = last == null ? 1 : Math.clamp(2L * last.pause(), 1, LONGEST_WAIT);
        Wanted less = before == null ? null : before.within(wanted);
        if (less != null && !less.on().isEmpty()) {
            try {
                use(less, open(less));
                lacks(wanted, before, reason + "; only " + names(less.on()) + " are served, as before", wait);
                return;
            } catch (IOException e) {
                reason += "; nor only " + names(less.on()) + ": " + e.getMessage();
            }
        }
        lacks(wanted, before, "layer 4 receives nothing: " + reason, 0);
    }

    private void lacks(Wanted wanted, @Nullable Wanted before, String reason, int wait) {
        if (!reason.equals(told)) {
            LOG.log(Level.ERROR, reason + "; it is tried again");
            told = reason;
        }
        lack = new Lack(wanted, before, reason, wait, wait);
    }

    /** Closes what is open, when the workers have given it back. Returns whether it is closed. */
    private boolean letGo(int count) {
        Host.Queues open = queues;
        if (open == null) {
            return true;
        }
        // First, so that the host has what is its own in the meantime.
        open.detach();
        List<PacketLink> gone = Collections.nCopies(count, PacketLink.GONE);
        Workers all = Objects.requireNonNull(workers);
        if (!all.replace(Stream.<PacketIo>generate(() -> new IdlePacketIo(gone))
                .limit(all.count())
                .toList())) {
            return false;
        }
        open.close();
        queues = null;
        links = Map.of();
        return true;
    }

    private void use(Wanted wanted, Host.Queues opened) {
        if (workers == null) {
            int threads = opened.engines().size();
            workers = new Workers(
                    engines(wanted, opened),
                    wanted.settings().maxFlows(),
                    host::memory,
                    views,
                    System::nanoTime,
                    worker -> host.pin(worker, threads));
            LOG.log(Level.INFO, "layer 4 engine: " + opened.state().text());
        } else {
            workers.replace(engines(wanted, opened));
        }
        queues = opened;
        inUse = wanted;
        links = wanted.on();
        numbers = wanted.numbers();
        steered = wanted.by();
    }

    /** All that is wanted is open. */
    private void served() {
        if (lack != null) {
            lack = null;
            told = null;
            LOG.log(
                    Level.INFO,
                    "layer 4 receives on all its interfaces again: "
                            + state().map(EngineState::text).orElse(""));
        }
    }

    private static List<PacketIo> engines(Wanted wanted, Host.Queues opened) {
        return opened.engines().stream()
                .map(engine -> numbered(wanted, engine))
                // So that a recorder can be switched on; while it is off, that is one branch for each batch.
                .<PacketIo>map(PcapPacketIo::new)
                .toList();
    }

    private static PacketIo numbered(Wanted wanted, PacketIo engine) {
        return wanted.on().size() == wanted.numbers()
                ? engine
                : new NumberedPacketIo(engine, List.copyOf(wanted.on().keySet()), wanted.numbers());
    }

    /**
     * Distributes frames by a new view that takes the place of another. Between the two, frames are distributed by both:
     * whoever adopts the new one first must find its flows where they will be.
     *
     * @param publish gives the new view to the workers
     */
    void steer(L4View before, L4View next, Runnable publish) {
        Steered last = Steered.by(before);
        Steered wanted = Steered.by(next);
        try {
            steer(last.and(wanted));
        } catch (IOException | IllegalArgumentException e) {
            // More than a program can have: those of the moment are steered wrong.
            LOG.log(Level.DEBUG, "old and new addresses together cannot be distributed", e);
        }
        publish.run();
        try {
            steer(wanted);
        } catch (IOException | IllegalArgumentException e) {
            // Too many addresses for the kernel's program: the one before goes on.
            LOG.log(Level.ERROR, "frames cannot be distributed over the workers: " + e.getMessage());
        }
    }

    private void steer(Steered addresses) throws IOException {
        if (queues != null && !addresses.equals(steered)) {
            queues.steer(addresses);
            steered = addresses;
        }
    }

    /** Whether no worker can use what the host has given any more; after the close. */
    boolean ended() {
        return workers == null || workers.ended();
    }

    @Override
    public void close() {
        if (queues != null) {
            queues.detach();
        }
        if (workers != null) {
            workers.close();
        }
        if (queues != null && ended()) {
            queues.close();
        }
    }
}
