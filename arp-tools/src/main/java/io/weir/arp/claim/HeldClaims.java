package io.weir.arp.claim;

import io.weir.arp.announce.AnnouncementFrames;
import io.weir.arp.claim.ClaimRun.Place;
import io.weir.arp.wire.FrameLinks;
import io.weir.arp.wire.Heard;
import io.weir.arp.wire.Questions;
import io.weir.core.net.MacAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that are ours: listens for others who use them and defends them by announcing, but never gives one up
 * (RFC 5227 section 2.4 (c), as for a server that others rely on). At most once in 10 s for each, so that two defenders
 * do not fill the link.
 */
final class HeldClaims {
    /** {@code DEFEND_INTERVAL} of RFC 5227 section 1.1. */
    static final long DEFEND_NANOS = Duration.ofSeconds(10).toNanos();

    /**
     * How often the link is asked for addresses that others may answer for, as servers of DR do when they are set up
     * wrong: their answers go to the one who asked, so only asking finds them.
     */
    static final long ASK_NANOS = Duration.ofSeconds(30).toNanos();

    private final FrameLinks links;
    private final ClaimListener listener;
    private final Map<Place, Held> held = new HashMap<>();
    private final Set<MacAddress> ours = new HashSet<>();
    private long askAt;
    private final Map<Place, MacAddress> stations = new HashMap<>();

    private static final class Held {
        private final WantedClaim claim;
        private long quietUntil;
        private boolean contested;

        Held(WantedClaim claim, long now) {
            this.claim = claim;
            quietUntil = now;
        }
    }

    HeldClaims(FrameLinks links, ClaimListener listener, long now) {
        this.askAt = now + ASK_NANOS;
        this.links = links;
        this.listener = listener;
    }

    /**
     * Holds exactly these.
     *
     * @param known where servers were found while claiming
     */
    void hold(Collection<WantedClaim> claims, Map<Place, MacAddress> known, long now) {
        Map<Place, Held> next = new HashMap<>();
        Set<Place> servers = new HashSet<>();
        ours.clear();
        for (WantedClaim claim : claims) {
            Place place = new Place(claim.interfaceIndex(), claim.address());
            Held before = held.get(place);
            next.put(place, before != null && before.claim.equals(claim) ? before : new Held(claim, now));
            ours.add(claim.mac());
            claim.servers().forEach(server -> servers.add(new Place(claim.interfaceIndex(), server.address())));
        }
        held.clear();
        held.putAll(next);
        stations.keySet().retainAll(servers);
        servers.forEach(place -> {
            MacAddress mac = known.get(place);
            if (mac != null) {
                stations.putIfAbsent(place, mac);
            }
        });
    }

    /** Notes where servers are, and defends. */
    void heard(int interfaceIndex, Heard heard, long now) {
        MacAddress mac = heard.owner();
        // A probe is answered by whoever answers for the address, as any question is.
        if (heard.kind() == Heard.Kind.PROBE || ours.contains(mac)) {
            return;
        }
        Place place = new Place(interfaceIndex, heard.address());
        Held contested = held.get(place);
        if (contested == null) {
            noteServer(place, mac);
            return;
        }
        if (now - contested.quietUntil < 0) {
            return;
        }
        contested.quietUntil = now + DEFEND_NANOS;
        contested.contested = true;
        WantedClaim claim = contested.claim;
        for (byte[] frame : AnnouncementFrames.announcing(claim.address(), claim.mac())) {
            links.send(interfaceIndex, frame);
        }
        listener.contested(claim, mac, server(claim, mac));
    }

    /** Asks, when it is time, for every address that has servers which have it too, or that was contested. */
    void ask(long now) {
        if (now - askAt < 0) {
            return;
        }
        askAt = now + ASK_NANOS;
        for (Held one : held.values()) {
            WantedClaim claim = one.claim;
            if (one.contested || !claim.servers().isEmpty()) {
                links.send(claim.interfaceIndex(), Questions.probe(claim.address(), claim.mac()));
                claim.servers()
                        .forEach(server ->
                                links.send(claim.interfaceIndex(), Questions.probe(server.address(), claim.mac())));
            }
        }
    }

    /** Only servers of held addresses, so that strangers cannot fill memory. */
    private void noteServer(Place place, MacAddress mac) {
        for (Held one : held.values()) {
            WantedClaim claim = one.claim;
            if (claim.interfaceIndex() == place.interfaceIndex()
                    && claim.servers().stream()
                            .anyMatch(server -> server.address().equals(place.address()))) {
                stations.put(place, mac);
                return;
            }
        }
    }

    private @Nullable String server(WantedClaim claim, MacAddress mac) {
        for (WantedClaim.Server server : claim.servers()) {
            if (mac.equals(stations.get(new Place(claim.interfaceIndex(), server.address())))) {
                return server.name();
            }
        }
        return claim.permitted().contains(mac) ? mac.toString() : null;
    }
}
