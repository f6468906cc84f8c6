package io.weir.core.config;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has which ports of an address, TCP and UDP apart. Two can share an address, and a port of it only where both can
 * tell by the name that a client asks for whose it is.
 */
final class AddressClaims {
    private final Map<IpAddress, List<Claim>> tcp = new HashMap<>();
    private final Map<IpAddress, List<Claim>> udp = new HashMap<>();

    /** How names are told on a port. */
    enum Telling {
        /** Not at all. */
        NONE,
        /** By SNI, whether TLS ends here or passes. */
        TLS,
        /** By the Host of plain HTTP. */
        HTTP,
        /** By the Host of plain HTTP, which is redirected whatever else it says. */
        REDIRECT
    }

    /**
     * Who takes ports.
     *
     * @param label in words
     * @param telling how names are told
     * @param names what is asked for; empty for all that no other has
     * @param proxyHeaders whether connections begin with PROXY protocol headers
     */
    record Owner(String label, Telling telling, Set<String> names, boolean proxyHeaders) {}

    /**
     * A range that is taken.
     *
     * @param range the ports
     * @param protocol TCP or UDP
     * @param owner who has it
     */
    record Claim(PortSet.Range range, Protocol protocol, Owner owner) {}

    /** The first range that stands against these ports; null, and the ports taken, when there is none. */
    @Nullable Claim take(IpAddress address, PortSet ports, Protocol protocol, Owner owner) {
        Claim other = protocol.tcp() ? take(tcp, address, ports, Protocol.TCP, owner) : null;
        return other == null && protocol.udp() ? take(udp, address, ports, Protocol.UDP, owner) : other;
    }

    private static @Nullable Claim take(
            Map<IpAddress, List<Claim>> claims, IpAddress address, PortSet ports, Protocol protocol, Owner owner) {
        List<Claim> taken = claims.computeIfAbsent(address, _ -> new ArrayList<>());
        for (Claim claim : taken) {
            if (meets(claim.range(), ports) && !canShare(claim.owner(), owner)) {
                return claim;
            }
        }
        ports.ranges().forEach(range -> taken.add(new Claim(range, protocol, owner)));
        return null;
    }

    private static boolean meets(PortSet.Range taken, PortSet ports) {
        return ports.ranges().stream()
                .anyMatch(range -> range.first() <= taken.last() && taken.first() <= range.last());
    }

    private static boolean canShare(Owner one, Owner other) {
        return one.telling() != Telling.NONE
                && one.telling() == other.telling()
                && one.proxyHeaders() == other.proxyHeaders()
                && !(one.names().isEmpty() && other.names().isEmpty())
                && one.names().stream().noneMatch(other.names()::contains);
    }
}
