package io.weir.l7.upstream;

import io.weir.core.net.IpAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;

/**
 * Connects from clients' addresses that got no answer at all, as when servers send it elsewhere: the last one of each
 * service, while it is of today. From any thread.
 */
public final class UnansweredConnects {
    /** How long one is told of. */
    public static final Duration TOLD = Duration.ofMinutes(1);

    private final LongSupplier nanoClock;
    private final Map<String, Unanswered> last = new ConcurrentHashMap<>();

    private record Unanswered(String server, IpAddress address, IpAddress client, long nanos) {}

    /** @param nanoClock as {@link System#nanoTime} */
    public UnansweredConnects(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** One more. */
    public void note(String service, String server, IpAddress address, IpAddress client) {
        last.put(service, new Unanswered(server, address, client, nanoClock.getAsLong()));
    }

    /**
     * What is wrong and what to do, by service.
     *
     * @param down whether a server, by service and name, is known to be down: then that is why it does not answer
     */
    public Map<String, String> problems(BiPredicate<String, String> down) {
        long now = nanoClock.getAsLong();
        last.values().removeIf(one -> now - one.nanos() >= TOLD.toNanos());
        Map<String, String> problems = new TreeMap<>();
        last.forEach((service, one) -> {
            if (!down.test(service, one.server())) {
                problems.put(
                        service,
                        "server " + one.server() + " (" + one.address()
                                + ") did not answer a connection from the client's"
                                + " address " + one.client() + "; its answers must come back through this machine: make"
                                + " this machine the server's default gateway, and keep clients out of the server's own"
                                + " subnet, or write transparent: false");
            }
        });
        return problems;
    }
}
