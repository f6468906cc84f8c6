package io.weir.arp.claim;

import io.weir.arp.claim.ClaimRun.Place;
import io.weir.arp.wire.FrameLinks;
import io.weir.arp.wire.Heard;
import io.weir.arp.wire.Listening;
import io.weir.arp.wire.PacketLinks;
import io.weir.core.net.MacAddress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that an address is nobody else's before layer 4 answers for it (RFC 5227, RFC 4862 section 5.4), watches
 * over those we hold, and asks again for those that somebody else had.
 *
 * <p>A platform thread of its own, in the network namespace of the thread that opened it. Needs CAP_NET_RAW.
 */
public final class AddressClaims implements AutoCloseable {
    private static final Logger LOG = System.getLogger("io.weir.arp.claim");

    /** How long a new set may wait; nothing else wakes the thread between frames. */
    private static final Duration TURN = Duration.ofMillis(50);

    private static final long RECHECK_NANOS = Duration.ofSeconds(10).toNanos();
    /** Two balancers that wait for the same address must not ask at the same moments for ever. */
    private static final long RECHECK_SPREAD_NANOS = Duration.ofSeconds(2).toNanos();

    private final ClaimListener listener;
    private final Thread thread;
    private final long recheckNanos;
    private final Map<Place, MacAddress> known = new ConcurrentHashMap<>();
    private volatile Task held = new Task(0, Set.of());
    private volatile Task waiting = new Task(0, Set.of());
    private volatile boolean closed;

    /** Claims to look after, numbered: the same set given again starts anew. */
    private record Task(long number, Set<WantedClaim> claims) {}

    private AddressClaims(ClaimListener listener, long recheckNanos) {
        this.listener = listener;
        this.recheckNanos = recheckNanos;
        this.thread = Thread.ofPlatform().name("weir-claims").daemon().unstarted(this::run);
    }

    /** Holds nothing yet. */
    public static AddressClaims open(ClaimListener listener) {
        return open(listener, Duration.ofNanos(RECHECK_NANOS));
    }

    /** For tests, which do not wait ten seconds. */
    static AddressClaims open(ClaimListener listener, Duration recheck) {
        AddressClaims claims = new AddressClaims(listener, recheck.toNanos());
        claims.thread.start();
        return claims;
    }

    /**
     * Asks the links whether anyone has these addresses; takes about 300 ms for all together, in the network namespace
     * of the calling thread.
     *
     * @return a result for each, in the same order
     */
    public List<Claim> claim(List<WantedClaim> wanted) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        Listening listening = new Listening();
        try (FrameLinks links = new PacketLinks()) {
            links.listen(interfaces(wanted));
            ClaimRun run = new ClaimRun(wanted, System.nanoTime());
            while (!run.turn(links, System.nanoTime())) {
                // Rounded up: poll(2) counts milliseconds.
                long left = Math.max(0, run.nextAt() - System.nanoTime());
                links.receive(Duration.ofMillis(left / 1_000_000 + 1), (index, frame) -> {
                    Heard heard = listening.read(frame);
                    if (heard != null) {
                        run.heard(index, heard);
                    }
                });
            }
            remember(run);
            return run.results(links);
        }
    }

    /** Watches over and defends exactly these from now on: what {@link #claim} has found OWNED, once it is answered for. */
    public synchronized void hold(Collection<WantedClaim> claims) {
        held = new Task(held.number() + 1, Set.copyOf(claims));
    }

    /** Asks again every 10 s for exactly these: what {@link #claim} has found in
     * CONFLICT or UNCHECKED. */
    public synchronized void recheck(Collection<WantedClaim> claims) {
        waiting = new Task(waiting.number() + 1, Set.copyOf(claims));
    }

    private void remember(ClaimRun run) {
        Set<Place> servers = new HashSet<>();
        run.wanted()
                .forEach(one -> one.servers()
                        .forEach(server -> servers.add(new Place(one.interfaceIndex(), server.address()))));
        run.stations().forEach((place, mac) -> {
            if (servers.contains(place)) {
                known.put(place, mac);
            }
        });
    }

    private static Set<Integer> interfaces(Collection<WantedClaim> claims) {
        Set<Integer> interfaces = new HashSet<>();
        claims.forEach(one -> interfaces.add(one.interfaceIndex()));
        return interfaces;
    }

    private void run() {
        try (FrameLinks links = new PacketLinks()) {
            new Watch(links).untilClosed();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "addresses are not defended any more; restart the daemon", e);
            throw e;
        }
    }

    /** What the thread has between turns. */
    private final class Watch {
        private final FrameLinks links;
        private final Listening listening = new Listening();
        private final HeldClaims defended;
        private long holding;
        private long checking;
        private final Set<WantedClaim> unavailable = new HashSet<>();
        private @Nullable ClaimRun check;
        private long checkAt;

        Watch(FrameLinks links) {
            this.links = links;
            this.defended = new HeldClaims(links, guarded(), System.nanoTime());
        }

        void untilClosed() {
            while (!closed) {
                long now = System.nanoTime();
                take(now);
                recheck(now);
                defended.ask(now);
                links.receive(TURN, this::received);
            }
        }

        private void take(long now) {
            Task nextHeld = held;
            Task nextWaiting = waiting;
            if (nextHeld.number() == holding && nextWaiting.number() == checking) {
                return;
            }
            if (nextHeld.number() != holding) {
                holding = nextHeld.number();
                defended.hold(nextHeld.claims(), known, now);
            }
            if (nextWaiting.number() != checking) {
                checking = nextWaiting.number();
                unavailable.clear();
                unavailable.addAll(nextWaiting.claims());
                check = null;
                checkAt = now + recheckNanos;
            }
            Set<Integer> all = interfaces(nextHeld.claims());
            all.addAll(interfaces(nextWaiting.claims()));
            links.listen(all);
        }

        private void recheck(long now) {
            if (check == null) {
                if (unavailable.isEmpty() || now - checkAt < 0) {
                    return;
                }
                check = new ClaimRun(List.copyOf(unavailable), now);
            }
            if (!check.turn(links, now)) {
                return;
            }
            remember(check);
            List<Claim> results = check.results(links);
            check = null;
            checkAt = now + recheckNanos + ThreadLocalRandom.current().nextLong(RECHECK_SPREAD_NANOS);
            for (Claim claim : results) {
                if (claim.outcome() == Claim.Outcome.OWNED) {
                    unavailable.remove(claim.wanted());
                    guarded().available(claim);
                }
            }
        }

        private void received(int interfaceIndex, byte[] frame) {
            Heard heard = listening.read(frame);
            if (heard == null) {
                return;
            }
            defended.heard(interfaceIndex, heard, System.nanoTime());
            if (check != null) {
                check.heard(interfaceIndex, heard);
            }
        }
    }

    /** A listener that fails must not stop the defence. */
    private ClaimListener guarded() {
        return new ClaimListener() {
            @Override
            public void contested(WantedClaim claim, MacAddress mac, @Nullable String server) {
                try {
                    listener.contested(claim, mac, server);
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "nobody was told that " + mac + " contests " + claim.address(), e);
                }
            }

            @Override
            public void available(Claim claim) {
                try {
                    listener.available(claim);
                } catch (RuntimeException e) {
                    LOG.log(
                            Level.ERROR,
                            "nobody was told that " + claim.wanted().address() + " is free",
                            e);
                }
            }
        };
    }

    /** Ends the thread and closes its sockets before it returns. */
    @Override
    public void close() {
        closed = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
