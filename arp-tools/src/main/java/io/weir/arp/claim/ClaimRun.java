package io.weir.arp.claim;

import io.weir.arp.wire.FrameLinks;
import io.weir.arp.wire.Heard;
import io.weir.arp.wire.Questions;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One round of asking, for all addresses at once: three questions each, 100 ms apart, and as long to answer the last.
 * RFC 5227 section 1.1 would take 5 to 7 s, for hosts that have just been plugged in; a service should not take that
 * long to start, and {@link HeldClaims} finds what this misses.
 */
final class ClaimRun {
    static final int QUESTIONS = 3;
    static final long STEP_NANOS = Duration.ofMillis(100).toNanos();

    private final List<WantedClaim> wanted;
    private final Map<Place, Set<MacAddress>> answers = new LinkedHashMap<>();
    private final Map<Place, MacAddress> stations = new HashMap<>();
    private final Set<MacAddress> ours = new LinkedHashSet<>();
    private int asked;
    private long nextAt;

    /** An address on a link. */
    record Place(int interfaceIndex, IpAddress address) {}

    ClaimRun(List<WantedClaim> wanted, long now) {
        this.wanted = List.copyOf(wanted);
        nextAt = now;
        for (WantedClaim one : wanted) {
            ours.add(one.mac());
            answers.put(new Place(one.interfaceIndex(), one.address()), new LinkedHashSet<>());
        }
    }

    /** When {@link #turn} has something to do. */
    long nextAt() {
        return nextAt;
    }

    /**
     * Asks what is due.
     *
     * @return whether the round is over
     */
    boolean turn(FrameLinks links, long now) {
        if (now - nextAt < 0) {
            return false;
        }
        if (asked == QUESTIONS) {
            return true;
        }
        asked++;
        nextAt = now + STEP_NANOS;
        Map<Place, MacAddress> questions = new LinkedHashMap<>();
        for (WantedClaim one : wanted) {
            questions.put(new Place(one.interfaceIndex(), one.address()), one.mac());
            for (WantedClaim.Server server : one.servers()) {
                questions.put(new Place(one.interfaceIndex(), server.address()), one.mac());
            }
        }
        questions.forEach((place, mac) -> links.send(place.interfaceIndex(), Questions.probe(place.address(), mac)));
        return false;
    }

    /** Takes note of an answer, and of another's probe for the same address (RFC 5227 section 2.1.1). */
    void heard(int interfaceIndex, Heard heard) {
        MacAddress mac = heard.owner();
        if (ours.contains(mac)) {
            return;
        }
        Place place = new Place(interfaceIndex, heard.address());
        Set<MacAddress> found = answers.get(place);
        if (found != null) {
            found.add(mac);
        }
        if (heard.kind() != Heard.Kind.PROBE) {
            stations.put(place, mac);
        }
    }

    /** What was found, in the order of what was wanted. */
    List<Claim> results(FrameLinks links) {
        List<Claim> claims = new ArrayList<>();
        for (WantedClaim one : wanted) {
            claims.add(result(one, links.problem(one.interfaceIndex())));
        }
        return claims;
    }

    private Claim result(WantedClaim one, @Nullable String problem) {
        List<Claim.Answer> permitted = new ArrayList<>();
        for (MacAddress mac : answers.getOrDefault(new Place(one.interfaceIndex(), one.address()), Set.of())) {
            String server = server(one, mac);
            if (server == null) {
                return new Claim(one, Claim.Outcome.CONFLICT, mac, List.of(), null);
            }
            permitted.add(new Claim.Answer(server, mac));
        }
        return problem == null
                ? new Claim(one, Claim.Outcome.OWNED, null, permitted, null)
                : new Claim(one, Claim.Outcome.UNCHECKED, null, permitted, problem);
    }

    /** The name of the server at an Ethernet address; null for a stranger. */
    private @Nullable String server(WantedClaim one, MacAddress mac) {
        for (WantedClaim.Server server : one.servers()) {
            if (mac.equals(stations.get(new Place(one.interfaceIndex(), server.address())))) {
                return server.name();
            }
        }
        return one.permitted().contains(mac) ? mac.toString() : null;
    }

    List<WantedClaim> wanted() {
        return wanted;
    }

    /** Where stations were found to be, servers among them. */
    Map<Place, MacAddress> stations() {
        return stations;
    }
}
