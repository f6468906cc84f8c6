package io.weir.l4.plane;

import io.weir.arp.claim.Claim;
import io.weir.arp.claim.ClaimListener;
import io.weir.arp.claim.WantedClaim;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.core.service.Mode;
import io.weir.core.service.VirtualService;
import io.weir.l4.view.ViewLink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses are ours on the wire: asked for before we answer, announced and watched while we do. An address that
 * another station has is in conflict: its services do not serve, others do, and it is asked for again every 10 s.
 *
 * <p>For one thread at a time, the caller's lock; what happens later is heard on other threads.
 */
final class Ownership implements AutoCloseable {
    private static final Logger LOG = System.getLogger("io.weir.l4");

    private final Wire wire;
    private final Map<IpAddress, WantedClaim> held = new LinkedHashMap<>();
    private final Map<IpAddress, Claim> conflicts = new LinkedHashMap<>();
    private final Contests contests = new Contests(InstantSource.system());

    /**
     * Owns nothing yet.
     *
     * @param freed hears of an address in conflict that nobody has any more
     */
    Ownership(Host host, Consumer<IpAddress> freed) {
        this.wire = host.wire(new ClaimListener() {
            @Override
            public void contested(WantedClaim claim, MacAddress mac, @Nullable String server) {
                contests.seen(claim.address(), mac, server);
            }

            @Override
            public void available(Claim claim) {
                freed.accept(claim.wanted().address());
            }
        });
    }

    /** Asks the wire for the addresses that we do not hold; takes about 300 ms if there are any. */
    List<Claim> ask(Plan plan, List<VirtualService> services) {
        List<WantedClaim> unknown = new ArrayList<>();
        wanted(plan, services).forEach((address, claim) -> {
            WantedClaim known = held.get(address);
            Claim conflict = conflicts.get(address);
            boolean isWaiting = conflict != null && isSamePlace(conflict.wanted(), claim);
            if (!isWaiting && (known == null || known.interfaceIndex() != claim.interfaceIndex())) {
                unknown.add(claim);
            }
        });
        return wire.claim(unknown);
    }

    private static boolean isSamePlace(WantedClaim one, WantedClaim other) {
        return one.interfaceIndex() == other.interfaceIndex() && one.mac().equals(other.mac());
    }

    private static Map<IpAddress, WantedClaim> wanted(Plan plan, List<VirtualService> services) {
        Map<IpAddress, WantedClaim> wanted = new LinkedHashMap<>();
        add(plan.vips(), plan, services, wanted);
        add(plan.snatAddresses(), plan, List.of(), wanted);
        return wanted;
    }

    private static void add(
            Map<IpAddress, Integer> addresses,
            Plan plan,
            List<VirtualService> services,
            Map<IpAddress, WantedClaim> wanted) {
        addresses.forEach((address, number) -> {
            ViewLink link = plan.links().get(number);
            if (!link.isGone()) {
                wanted.putIfAbsent(address, claim(address, link, services));
            }
        });
    }

    private static WantedClaim claim(IpAddress address, ViewLink link, List<VirtualService> services) {
        List<WantedClaim.Server> servers = services.stream()
                .filter(service ->
                        service.mode() == Mode.L4_DR && service.address().equals(address))
                .flatMap(service -> service.realServers().stream())
                .map(server -> new WantedClaim.Server(server.name(), server.address()))
                .distinct()
                .toList();
        return new WantedClaim(address, link.interfaceIndex(), new MacAddress(link.mac()), servers, Set.of());
    }

    /**
     * Takes what the answers allow, and gives up what is needed no longer. Where our place on the wire has changed since
     * the plan before, or a link has come back, neighbours are told.
     *
     * @param retired addresses that only running flows need, with their links
     */
    void commit(
            Plan before,
            Plan plan,
            List<VirtualService> services,
            Map<IpAddress, Integer> retired,
            List<Claim> answers) {
        Map<IpAddress, WantedClaim> wanted = wanted(plan, services);
        conflicts.keySet().retainAll(wanted.keySet());
        Map<IpAddress, WantedClaim> keeping = new LinkedHashMap<>(wanted);
        add(retired, plan, List.of(), keeping);
        contests.retain(keeping.keySet());
        Set<IpAddress> gone = new HashSet<>(held.keySet());
        gone.removeAll(keeping.keySet());
        gone.forEach(this::release);
        Map<IpAddress, Claim> answered = new HashMap<>();
        answers.forEach(answer -> answered.put(answer.wanted().address(), answer));
        Set<Integer> back = backSince(before, plan);
        keeping.forEach((address, claim) -> {
            Claim answer = answered.get(address);
            WantedClaim known = held.get(address);
            if (answer != null) {
                take(answer, plan.links(), services);
            } else if (known != null && known.interfaceIndex() == claim.interfaceIndex()) {
                held.put(address, claim);
                if (!isSamePlace(known, claim) || back.contains(claim.interfaceIndex())) {
                    announce(claim, plan.links());
                }
            }
        });
        watch();
    }

    /** Indexes of the interfaces that could not carry packets and can again: switches have forgotten us there. */
    private static Set<Integer> backSince(Plan before, Plan plan) {
        return plan.links().stream()
                .filter(link -> plan.running().contains(link.number())
                        && link.number() < before.links().size()
                        && !before.running().contains(link.number()))
                .map(ViewLink::interfaceIndex)
                .collect(Collectors.toSet());
    }

    private void take(Claim answer, List<ViewLink> links, List<VirtualService> services) {
        IpAddress address = answer.wanted().address();
        if (answer.outcome() == Claim.Outcome.CONFLICT) {
            release(address);
            conflicts.put(address, answer);
            LOG.log(Level.ERROR, who(address, services) + describe(answer));
            return;
        }
        if (answer.outcome() == Claim.Outcome.UNCHECKED) {
            LOG.log(Level.WARNING, "address " + address + " could not be asked for: " + answer.problem());
        }
        answer.answeredBy().forEach(one -> contests.seen(address, one.mac(), one.server()));
        conflicts.remove(address);
        WantedClaim known = held.put(address, answer.wanted());
        if (known != null && known.interfaceIndex() != answer.wanted().interfaceIndex()) {
            wire.withdraw(known);
        }
        announce(answer.wanted(), links);
    }

    /** {@code service "web", "api": }, who cannot serve; nothing for a source address. */
    private static String who(IpAddress address, List<VirtualService> services) {
        String names = services.stream()
                .filter(service -> service.address().equals(address))
                .map(service -> "\"" + service.name() + "\"")
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "service " + names + ": ";
    }

    private void announce(WantedClaim claim, List<ViewLink> links) {
        String name = links.stream()
                .filter(link -> link.interfaceIndex() == claim.interfaceIndex())
                .findFirst()
                .map(ViewLink::name)
                .orElse("");
        wire.announce(claim, name);
    }

    private void release(IpAddress address) {
        WantedClaim claim = held.remove(address);
        if (claim != null) {
            wire.withdraw(claim);
        }
    }

    private void watch() {
        wire.hold(held.values());
        wire.recheck(conflicts.values().stream().map(Claim::wanted).toList());
    }

    /** An address in conflict is free: takes it. Returns whether it was in conflict. */
    boolean freed(IpAddress address, List<ViewLink> links) {
        Claim conflict = conflicts.remove(address);
        if (conflict == null) {
            return false;
        }
        held.put(address, conflict.wanted());
        announce(conflict.wanted(), links);
        watch();
        LOG.log(Level.INFO, "address " + address + " is free now and ours");
        return true;
    }

    /** Whether we may answer for it. */
    boolean owns(IpAddress address) {
        return held.containsKey(address);
    }

    /** Why an address is not ours; null if it is. */
    @Nullable String conflict(IpAddress address) {
        Claim conflict = conflicts.get(address);
        return conflict == null ? null : describe(conflict);
    }

    /** Who else claims an address that we hold; null if nobody does. */
    @Nullable String contest(IpAddress address) {
        return contests.problem(address);
    }

    /** Forgets contests that are over. */
    void prune() {
        contests.prune();
    }

    private static String describe(Claim conflict) {
        return "address " + conflict.wanted().address() + " is in use by "
                + Objects.requireNonNull(conflict.otherOwner()) + "; take it from there or use another"
                + " (asked again every 10 s)";
    }

    @Override
    public void close() {
        wire.close();
    }
}
