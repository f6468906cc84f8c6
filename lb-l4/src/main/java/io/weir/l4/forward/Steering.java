package io.weir.l4.forward;

import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.ParsedPacket;
import io.weir.l4.view.L4View;

/**
 * Which worker a packet belongs to. The same for both directions of a flow, and the same here as in the program that
 * the kernel distributes frames by ({@code worker.SteeringProgram}): 32-bit arithmetic without carries.
 *
 * <p>A packet to one of our source addresses goes by its port, which was chosen for that; a packet to a VIP by the
 * client's address, unfragmented TCP by its port too; any other, as a reply of mode l4-nat, by the client it goes to.
 * Source addresses come first: those that only we have are answered for as VIPs are.
 */
public final class Steering {
    /** Odd, so that no two ports collide: the golden ratio in 32 bits. */
    public static final int PORT_FACTOR = 0x9e37_79b1;
    /** From MurmurHash3's finalizer. */
    public static final int MIX_FACTOR = 0x85eb_ca6b;

    private Steering() {}

    /**
     * The worker of a client.
     *
     * @param high first 64 bits of its address, 0 for IPv4
     * @param low the rest
     * @param port its port, 0 where ports do not count
     */
    public static int ofClient(long high, long low, int port, int workers) {
        int hash = (int) (high >>> 32) ^ (int) high ^ (int) (low >>> 32) ^ (int) low;
        hash ^= port * PORT_FACTOR;
        hash *= MIX_FACTOR;
        hash ^= hash >>> 16;
        return Integer.remainderUnsigned(hash, workers);
    }

    /** The worker of a source port of ours. */
    public static int ofSourcePort(int port, int workers) {
        return port % workers;
    }

    /** The worker that owns the flow of a packet, which is no later fragment. */
    static int owner(ParsedPacket packet, L4View view, int workers) {
        if (packet.icmpKind() == ParsedPacket.ICMP_ERROR) {
            return ofInner(packet, view, workers);
        }
        boolean v6 = packet.family() == ParsedPacket.FAMILY_IPV6;
        boolean tcp = packet.protocol() == IpProtocol.TCP;
        if (view.isSource(packet.destinationHigh(), packet.destinationLow(), v6)) {
            return ofSourcePort(packet.destinationPort(), workers);
        }
        if (view.vip(packet.destinationHigh(), packet.destinationLow(), v6) != null) {
            return ofClient(packet.sourceHigh(), packet.sourceLow(), tcp ? packet.sourcePort() : 0, workers);
        }
        return ofClient(packet.destinationHigh(), packet.destinationLow(), tcp ? packet.destinationPort() : 0, workers);
    }

    private static int ofInner(ParsedPacket packet, L4View view, int workers) {
        boolean v6 = packet.family() == ParsedPacket.FAMILY_IPV6;
        boolean tcp = packet.innerProtocol() == IpProtocol.TCP;
        if (view.isSource(packet.innerSourceHigh(), packet.innerSourceLow(), v6)) {
            return ofSourcePort(packet.innerSourcePort(), workers);
        }
        if (view.vip(packet.innerSourceHigh(), packet.innerSourceLow(), v6) != null) {
            return ofClient(
                    packet.innerDestinationHigh(),
                    packet.innerDestinationLow(),
                    tcp ? packet.innerDestinationPort() : 0,
                    workers);
        }
        return ofClient(packet.innerSourceHigh(), packet.innerSourceLow(), tcp ? packet.innerSourcePort() : 0, workers);
    }
}
