package io.weir.l4.plane;

import io.weir.arp.announce.AddressAnnouncer;
import io.weir.arp.announce.SolicitedGroups;
import io.weir.arp.claim.AddressClaims;
import io.weir.arp.claim.Claim;
import io.weir.arp.claim.ClaimListener;
import io.weir.arp.claim.WantedClaim;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.core.service.Mode;
import io.weir.core.service.VirtualService;
import io.weir.l4.view.ViewLink;
import java.io.IOException;
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

    private final AddressClaims claims;
    private final AddressAnnouncer announcer = AddressAnnouncer.overPacketSockets();
    private final SolicitedGroups groups = new SolicitedGroups();
    private final Map<IpAddress, WantedClaim> held = new LinkedHashMap<>();
    private final Map<IpAddress, Claim> conflicts = new LinkedHashMap<>();
    private final Contests contests = new Contests(InstantSource.system());

    /**
     * Owns nothing yet.
     *
     * @param freed hears of an address in conflict that nobody has any more
     */
    Ownership(Consumer<IpAddress> freed) {
        this.claims = AddressClaims.open(new ClaimListener() {
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
            if (known == null || known.interfaceIndex() != claim.interfaceIndex()) {
                unknown.add(claim);
            }
        });
        return claims.claim(unknown);
    }

    private static Map<IpAddress, WantedClaim> wanted(Plan plan, List<VirtualService> services) {
        Map<IpAddress, WantedClaim> wanted = new LinkedHashMap<>();
        plan.vips()
                .forEach((address, link) ->
                        wanted.put(address, claim(address, plan.links().get(link), services)));
        plan.snatAddresses()
                .forEach((address, link) ->
                        wanted.putIfAbsent(address, claim(address, plan.links().get(link), List.of())));
        return wanted;
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

    /** Takes what the answers allow, and gives up what the plan no longer has. */
    void commit(Plan plan, List<VirtualService> services, List<Claim> answers) {
        Map<IpAddress, WantedClaim> wanted = wanted(plan, services);
        Set<IpAddress> gone = new HashSet<>(held.keySet());
        gone.removeAll(wanted.keySet());
        gone.forEach(this::release);
        conflicts.keySet().retainAll(wanted.keySet());
        contests.retain(wanted.keySet());
        Map<IpAddress, Claim> answered = new HashMap<>();
        answers.forEach(answer -> answered.put(answer.wanted().address(), answer));
        wanted.forEach((address, claim) -> {
            Claim answer = answered.get(address);
            if (answer == null && held.containsKey(address)) {
                held.put(address, claim);
            } else if (answer != null) {
                take(answer, plan.links(), services);
            }
        });
        watch();
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
        held.put(address, answer.wanted());
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
        try {
            groups.join(claim.address(), claim.interfaceIndex());
        } catch (IOException e) {
            LOG.log(Level.WARNING, e.getMessage());
        }
        String name = links.stream()
                .filter(link -> link.interfaceIndex() == claim.interfaceIndex())
                .findFirst()
                .map(ViewLink::name)
                .orElse("");
        announcer.announce(claim.address(), claim.interfaceIndex(), name, claim.mac());
    }

    private void release(IpAddress address) {
        WantedClaim claim = held.remove(address);
        if (claim != null) {
            announcer.withdraw(address, claim.interfaceIndex());
            groups.leave(address, claim.interfaceIndex());
        }
    }

    private void watch() {
        claims.hold(held.values());
        claims.recheck(conflicts.values().stream().map(Claim::wanted).toList());
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
        claims.close();
        announcer.close();
        groups.close();
    }
}
