package io.weir.arp.announce;

import io.weir.arp.wire.Questions;
import io.weir.core.net.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The multicast groups in which neighbours ask for our IPv6 addresses. The kernel joins them for its own addresses; for
 * a VIP it does not know we do, so that it tells switches (MLD) and the card lets such frames in. For one thread, in
 * the network namespace of the calls.
 */
public final class SolicitedGroups implements AutoCloseable {
    private final Map<Membership, Joined> joined = new HashMap<>();

    private record Membership(IpAddress group, int interfaceIndex) {}

    /** A socket each: the kernel limits what one may join by memory (net.core.optmem_max). */
    private record Joined(DatagramChannel channel, Set<IpAddress> addresses) {}

    /** Member of nothing. */
    public SolicitedGroups() {}

    /** Joins the group of an address on an interface; again is no error. IPv4 addresses have none. */
    public void join(IpAddress address, int interfaceIndex) throws IOException {
        if (!address.v6()) {
            return;
        }
        Membership membership = new Membership(Questions.solicitedNode(address), interfaceIndex);
        Joined known = joined.get(membership);
        if (known != null) {
            known.addresses().add(address);
            return;
        }
        NetworkInterface networkInterface = NetworkInterface.getByIndex(interfaceIndex);
        if (networkInterface == null) {
            throw new IOException("there is no interface " + interfaceIndex + " with an IP address");
        }
        DatagramChannel channel = open();
        try {
            channel.join(membership.group().toInetAddress(), networkInterface);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException(
                    "the group " + membership.group() + " of " + address + " cannot be joined on "
                            + networkInterface.getName() + ": " + e.getMessage(),
                    e);
        }
        joined.put(membership, new Joined(channel, new HashSet<>(Set.of(address))));
    }

    private static DatagramChannel open() throws IOException {
        try {
            return DatagramChannel.open(StandardProtocolFamily.INET6);
        } catch (UnsupportedOperationException e) {
            throw new IOException("this host has no IPv6", e);
        }
    }

    /** Leaves the group of an address when no other address needs it; one not joined is no error. */
    public void leave(IpAddress address, int interfaceIndex) {
        if (!address.v6()) {
            return;
        }
        Membership membership = new Membership(Questions.solicitedNode(address), interfaceIndex);
        Joined known = joined.get(membership);
        if (known != null
                && known.addresses().remove(address)
                && known.addresses().isEmpty()) {
            joined.remove(membership);
            close(known.channel());
        }
    }

    /** Leaves all. */
    @Override
    public void close() {
        joined.values().forEach(one -> close(one.channel()));
        joined.clear();
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
