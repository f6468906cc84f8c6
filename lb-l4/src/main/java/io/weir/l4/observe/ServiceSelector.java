package io.weir.l4.observe;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Protocol;
import io.weir.core.service.RealServer;
import io.weir.core.service.VirtualService;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.PacketParser;
import io.weir.core.wire.ParsedPacket;
import io.weir.kernel.io.FrameBatch;
import io.weir.kernel.io.FrameSelector;
import java.lang.foreign.MemorySegment;

/**
 * Takes the frames of a service twice: as they arrive and as they leave. One worker's. Of fragments and ICMP, which tell
 * no port, those between the addresses of the service.
 */
final class ServiceSelector implements FrameSelector {
    private final CaptureBudget budget;
    private final Protocol protocol;
    private final Side vip;
    private final Side[] servers;
    private final ParsedPacket packet = new ParsedPacket();

    /** An address with ports, as arrays: looked at for every frame. */
    private static final class Side {
        private final long high;
        private final long low;
        private final boolean v6;
        private final int[] first;
        private final int[] last;

        Side(IpAddress address, PortSet ports) {
            high = address.high();
            low = address.low();
            v6 = address.v6();
            first = ports.ranges().stream().mapToInt(PortSet.Range::first).toArray();
            last = ports.ranges().stream().mapToInt(PortSet.Range::last).toArray();
        }

        boolean is(long otherHigh, long otherLow, boolean ofV6, int port) {
            if (high != otherHigh || low != otherLow || v6 != ofV6) {
                return false;
            }
            for (int i = 0; i < first.length; i++) {
                if (port < 0 || (port >= first[i] && port <= last[i])) {
                    return true;
                }
            }
            return false;
        }
    }

    ServiceSelector(VirtualService service, CaptureBudget budget) {
        this.budget = budget;
        this.protocol = service.protocol();
        this.vip = new Side(service.address(), service.ports());
        this.servers = service.realServers().stream()
                .map(server -> new Side(server.address(), ports(service, server)))
                .toArray(Side[]::new);
    }

    private static PortSet ports(VirtualService service, RealServer server) {
        return server.port() == 0 ? service.ports() : PortSet.of(server.port());
    }

    @Override
    public boolean arrived(FrameBatch batch, int i) {
        return matches(batch.segment(i), batch.base(i), batch.length(i)) && budget.take(batch.length(i));
    }

    @Override
    public boolean decided(FrameBatch batch, int i) {
        return batch.verdict(i) == FrameBatch.TRANSMIT
                && matches(batch.segment(i), batch.base(i), batch.length(i))
                && budget.take(batch.length(i));
    }

    @Override
    public boolean made(int link, MemorySegment segment, long base, int length) {
        return matches(segment, base, length) && budget.take(length);
    }

    private boolean matches(MemorySegment segment, long base, int length) {
        PacketParser.parse(segment, base, length, packet);
        int family = packet.family();
        if (family != ParsedPacket.FAMILY_IPV4 && family != ParsedPacket.FAMILY_IPV6) {
            return false;
        }
        boolean tcp = packet.protocol() == IpProtocol.TCP;
        boolean udp = packet.protocol() == IpProtocol.UDP;
        if ((tcp && protocol == Protocol.UDP) || (udp && protocol == Protocol.TCP)) {
            return false;
        }
        boolean ports = (tcp || udp) && packet.fragment() != ParsedPacket.FRAGMENT_LATER;
        boolean v6 = family == ParsedPacket.FAMILY_IPV6;
        int sourcePort = ports ? packet.sourcePort() : ParsedPacket.ABSENT;
        int destinationPort = ports ? packet.destinationPort() : ParsedPacket.ABSENT;
        if (isEnd(vip, v6, sourcePort, destinationPort)) {
            return true;
        }
        for (int i = 0; i < servers.length; i++) {
            if (isEnd(servers[i], v6, sourcePort, destinationPort)) {
                return true;
            }
        }
        return false;
    }

    private boolean isEnd(Side side, boolean v6, int sourcePort, int destinationPort) {
        return side.is(packet.destinationHigh(), packet.destinationLow(), v6, destinationPort)
                || side.is(packet.sourceHigh(), packet.sourceLow(), v6, sourcePort);
    }
}
