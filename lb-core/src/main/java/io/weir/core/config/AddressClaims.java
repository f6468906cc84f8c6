package io.weir.core.config;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Protocol;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who has which ports of an address, TCP and UDP apart: two can share an address, never a port of it. */
final class AddressClaims {
    private final Map<IpAddress, NavigableMap<Integer, Claim>> tcp = new HashMap<>();
    private final Map<IpAddress, NavigableMap<Integer, Claim>> udp = new HashMap<>();

    /**
     * A range that is taken.
     *
     * @param range the ports
     * @param protocol TCP or UDP
     * @param owner who has it, in words
     */
    record Claim(PortSet.Range range, Protocol protocol, String owner) {}

    /** The first range of another that these ports meet; null, and the ports taken, when there is none. */
    @Nullable Claim take(IpAddress address, PortSet ports, Protocol protocol, String owner) {
        Claim other = protocol.tcp() ? take(tcp, address, ports, Protocol.TCP, owner) : null;
        return other == null && protocol.udp() ? take(udp, address, ports, Protocol.UDP, owner) : other;
    }

    private static @Nullable Claim take(
            Map<IpAddress, NavigableMap<Integer, Claim>> claims,
            IpAddress address,
            PortSet ports,
            Protocol protocol,
            String owner) {
        NavigableMap<Integer, Claim> taken = claims.computeIfAbsent(address, _ -> new TreeMap<>());
        for (PortSet.Range range : ports.ranges()) {
            Map.Entry<Integer, Claim> below = taken.floorEntry(range.last());
            if (below != null && below.getValue().range().last() >= range.first()) {
                return below.getValue();
            }
        }
        ports.ranges().forEach(range -> taken.put(range.first(), new Claim(range, protocol, owner)));
        return null;
    }
}
