package io.weir.l4.plane;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Others who say that an address of ours is theirs: told when it begins and when it is over, and known in between. For
 * any thread.
 */
final class Contests {
    /** The link is asked every 30 s for such an address; two answers may be lost. */
    static final Duration QUIET = Duration.ofSeconds(100);

    private static final Logger LOG = System.getLogger("io.weir.l4");

    private final InstantSource clock;
    private final Map<IpAddress, Contest> contests = new LinkedHashMap<>();

    private record Contest(String text, Instant since, Instant last, int times) {}

    Contests(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Somebody says so.
     *
     * @param server the name of the DR server that it is; null for a stranger
     */
    synchronized void seen(IpAddress address, MacAddress mac, @Nullable String server) {
        String text = server == null
                ? "address " + address + " is contested: " + mac + " says that it has it too; clients may reach either"
                : "address " + address + ": server \"" + server + "\" (" + mac + ") answers for it and attracts traffic"
                        + " past Weir; let it not answer ARP for the VIP (Linux: net.ipv4.conf.all.arp_ignore=1,"
                        + " arp_announce=2)";
        Instant now = clock.instant();
        Contest known = contests.get(address);
        if (known != null && known.text().equals(text)) {
            contests.put(address, new Contest(text, known.since(), now, known.times() + 1));
            return;
        }
        contests.put(address, new Contest(text, now, now, 1));
        LOG.log(Level.WARNING, text);
    }

    /** Forgets what nobody has said for a while. */
    synchronized void prune() {
        Instant before = clock.instant().minus(QUIET);
        contests.entrySet().removeIf(entry -> {
            boolean over = entry.getValue().last().isBefore(before);
            if (over) {
                LOG.log(
                        Level.INFO,
                        "address " + entry.getKey() + ": nobody else has claimed it for " + QUIET.toSeconds() + " s");
            }
            return over;
        });
    }

    /** Forgets addresses that are ours no more. */
    synchronized void retain(Set<IpAddress> ours) {
        contests.keySet().retainAll(ours);
    }

    /** What to tell of an address; null if nothing. */
    synchronized @Nullable String problem(IpAddress address) {
        Contest contest = contests.get(address);
        return contest == null
                ? null
                : contest.text() + " (" + since(contest.since()) + ", seen "
                        + (contest.times() == 1 ? "once)" : contest.times() + " times)");
    }

    /** {@code since 2026-01-01 00:00:00Z}, as in the overview. */
    static String since(Instant instant) {
        return "since " + instant.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ');
    }
}
