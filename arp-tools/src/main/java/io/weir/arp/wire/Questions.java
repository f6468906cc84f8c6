package io.weir.arp.wire;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.core.wire.ArpView;
import io.weir.core.wire.Icmpv6View;
import io.weir.core.wire.PacketBuilder;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Whole Ethernet frames that ask who has an address. */
public final class Questions {
    /** Shortest frame without its check sequence. */
    private static final int MIN_FRAME = 60;

    private static final int MAX_FRAME = 128;

    /** RFC 4861 section 7.1: whatever has passed a router is not of this link. */
    private static final int HOP_LIMIT = 255;

    private static final int SOURCE_LINK_LAYER_ADDRESS = 0x0101;
    private static final IpAddress UNSPECIFIED_V4 = IpAddress.v4(0);
    private static final IpAddress UNSPECIFIED_V6 = IpAddress.v6(0, 0);
    private static final long SOLICITED_NODE_HIGH = 0xff02L << 48;
    private static final long SOLICITED_NODE_LOW = 0x0000_0001_ff00_0000L;

    private Questions() {}

    /** Asks everyone (ARP), or whoever is in the target's solicited-node group (RFC 4861 section 7.2.2). */
    public static byte[] toAll(IpAddress target, IpAddress source, MacAddress mac) {
        MacAddress destination = target.v6() ? groupMac(solicitedNode(target)) : MacAddress.BROADCAST;
        return build(target, target.v6() ? solicitedNode(target) : target, destination, source, mac);
    }

    /** Asks one station whether it still has the address (RFC 1122 section 2.3.2.1, RFC 4861 section 7.3.3). */
    public static byte[] toOne(IpAddress target, MacAddress destination, IpAddress source, MacAddress mac) {
        return build(target, target, destination, source, mac);
    }

    /**
     * Asks without claiming an address of our own, so that no neighbour learns anything: an ARP probe (RFC 5227 section
     * 2.1.1) or the solicitation of duplicate address detection (RFC 4862 section 5.4.2).
     */
    public static byte[] probe(IpAddress target, MacAddress mac) {
        return toAll(target, unspecified(target.v6()), mac);
    }

    /** 0.0.0.0 or ::. */
    public static IpAddress unspecified(boolean v6) {
        return v6 ? UNSPECIFIED_V6 : UNSPECIFIED_V4;
    }

    /** The multicast group in which a station listens for questions about its address (RFC 4291 section 2.7.1). */
    public static IpAddress solicitedNode(IpAddress address) {
        if (!address.v6()) {
            throw new IllegalArgumentException(address + " is not IPv6");
        }
        return IpAddress.v6(SOLICITED_NODE_HIGH, SOLICITED_NODE_LOW | (address.low() & 0xff_ffff));
    }

    /** RFC 2464 section 7. */
    private static MacAddress groupMac(IpAddress group) {
        return new MacAddress(0x3333_0000_0000L | (group.low() & 0xffff_ffffL));
    }

    private static byte[] build(
            IpAddress target, IpAddress destination, MacAddress destinationMac, IpAddress source, MacAddress mac) {
        byte[] frame = new byte[MAX_FRAME];
        PacketBuilder builder =
                new PacketBuilder().start(MemorySegment.ofArray(frame), 0).ethernet(destinationMac.bits(), mac.bits());
        int length;
        if (target.v6()) {
            builder.ipv6(source.high(), source.low(), destination.high(), destination.low())
                    .hopLimit(HOP_LIMIT)
                    .icmp(Icmpv6View.NEIGHBOR_SOLICITATION, 0, 0)
                    .payload64(target.high())
                    .payload64(target.low());
            if (!source.isUnspecified()) {
                builder.payload16(SOURCE_LINK_LAYER_ADDRESS).payloadMac(mac.bits());
            }
            length = builder.build();
        } else {
            length = builder.arp(ArpView.REQUEST, mac.bits(), source.v4Bits(), 0, target.v4Bits())
                    .build();
        }
        return Arrays.copyOf(frame, Math.max(length, MIN_FRAME));
    }
}
