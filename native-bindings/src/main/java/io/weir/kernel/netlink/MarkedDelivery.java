package io.weir.kernel.netlink;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;

/**
 * Delivery of packets with a mark to this host, whatever their destination: a rule by which they are looked up in a table
 * of their own, and in that a local route for everything, for IPv4 and IPv6. As {@code ip rule add pref 10 fwmark
 * 0x1000000/0x1000000 lookup 22341} and {@code ip route add local default dev lo table 22341}. The kernel keeps both when
 * the process ends.
 */
public final class MarkedDelivery implements AutoCloseable {
    /** One bit, so that marks of others stay what they are. */
    public static final int MARK = 0x0100_0000;

    /** The routing table; of no meaning but that nobody else has it. */
    public static final int TABLE = 22_341;

    /** Before the rules that choose a table by source or destination; after the table of local addresses. */
    public static final int PRIORITY = 10;

    private final PolicyRouting routing;

    private MarkedDelivery(PolicyRouting routing) {
        this.routing = routing;
    }

    /** Makes rules and routes; what is left of a process that was killed is replaced. Needs CAP_NET_ADMIN. */
    public static MarkedDelivery install() throws IOException {
        MarkedDelivery delivery = new MarkedDelivery(PolicyRouting.open());
        try {
            delivery.remove();
            delivery.add(false);
            delivery.add(true);
            return delivery;
        } catch (IOException e) {
            delivery.giveUp(e);
            throw e;
        }
    }

    private void giveUp(IOException cause) {
        try {
            close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Removes what a process that was killed left. Needs CAP_NET_ADMIN. */
    public static void removeLeftovers() throws IOException {
        new MarkedDelivery(PolicyRouting.open()).close();
    }

    /** Whether rules are there, whoever made them. Needs no privilege. */
    public static boolean present() throws IOException {
        try (PolicyRouting routing = PolicyRouting.open()) {
            return routing.rules().stream().anyMatch(rule -> rule.table() == TABLE && rule.mark() == MARK);
        }
    }

    private void add(boolean v6) throws IOException {
        try {
            routing.replaceLocalDefault(v6, TABLE);
            routing.addRule(rule(v6));
        } catch (ErrnoException e) {
            // A kernel without IPv6 has no packets of it either.
            if (!v6 || (e.errno() != Errno.EAFNOSUPPORT && e.errno() != Errno.EOPNOTSUPP)) {
                throw e;
            }
        }
    }

    private void remove() throws IOException {
        for (boolean v6 : new boolean[] {false, true}) {
            routing.deleteRule(rule(v6));
            routing.deleteLocalDefault(v6, TABLE);
        }
    }

    private static RoutingRule rule(boolean v6) {
        return new RoutingRule(v6, PRIORITY, MARK, MARK, TABLE);
    }

    /** Removes rules and routes. */
    @Override
    public void close() throws IOException {
        try (routing) {
            remove();
        }
    }
}
