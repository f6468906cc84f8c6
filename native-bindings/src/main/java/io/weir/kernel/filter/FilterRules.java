package io.weir.kernel.filter;

import io.weir.kernel.sys.PortSet;
import java.net.InetAddress;
import java.util.Set;

/**
 * What the kernel's own network stack shall not see. The order of the sets has no meaning, and what is in two of them
 * is dropped once.
 *
 * <p>Only whole packets and first fragments have ports. Later fragments pass {@code replies} and {@code translated},
 * because they may belong to a datagram of the host's own: dropping them would break that datagram. The kernel keeps
 * those that are not for it until its reassembly times out, without an answer to anybody, since it never saw the first
 * fragment (RFC 792, RFC 4443), and within net.ipv4.ipfrag_high_thresh as for any sender's.
 *
 * @param hidden packets to these addresses are dropped, of every protocol and with all fragments, and ARP requests and
 *     neighbor solicitations for them, as for a host with proxy_arp or proxy_ndp
 * @param replies packets from these addresses and ports are dropped unless their destination is {@code local}
 * @param local addresses of the host itself; broadcast and multicast destinations are local only if they are in it
 * @param translated packets to these addresses and ports are dropped, TCP and UDP; ICMP to them goes to the kernel,
 *     which ignores errors about connections it does not have
 */
public record FilterRules(
        Set<InetAddress> hidden, Set<Replies> replies, Set<InetAddress> local, Set<Translated> translated) {
    /** Nothing is dropped. */
    public static final FilterRules NONE = new FilterRules(Set.of(), Set.of(), Set.of(), Set.of());

    /** Copies the sets. */
    public FilterRules {
        hidden = Set.copyOf(hidden);
        replies = Set.copyOf(replies);
        local = Set.copyOf(local);
        translated = Set.copyOf(translated);
    }

    /**
     * What a server sends from its service.
     *
     * @param source the server's address
     * @param protocol of the service
     * @param ports of the service
     */
    public record Replies(InetAddress source, TransportProtocol protocol, PortSet ports) {}

    /**
     * What is sent to ports that stand for someone else's connections.
     *
     * @param destination an address of this host
     * @param ports those that the host's own programs do not use, of TCP and UDP
     */
    public record Translated(InetAddress destination, PortSet ports) {}
}
