package io.weir.core.wire;

import static io.weir.core.wire.ParsedPacket.FAMILY_ARP;
import static io.weir.core.wire.ParsedPacket.FAMILY_IPV4;
import static io.weir.core.wire.ParsedPacket.FAMILY_IPV6;
import static io.weir.core.wire.ParsedPacket.FRAGMENT_NONE;

import java.lang.foreign.MemorySegment;

/**
 * Makes the frames that answer a received one: resets, ICMP errors, echo replies, ARP replies and neighbor
 * advertisements. One per worker; allocates nothing.
 *
 * <p>Every method returns the bytes of the answer, or 0 where the RFCs want silence: about fragments behind the first,
 * errors, broadcasts, multicasts, and senders that cannot be answered (RFC 1122 section 3.2.2, RFC 4443 section 2.4).
 * An answer goes back to the station the frame came from, with its VLAN tags. Answer before rewriting: what is quoted
 * are the bytes as they are. How often to answer is the caller's to limit (RFC 1812 section 4.3.2.8, RFC 4443).
 */
public final class Answers {
    /** Bytes the largest answer made in other memory takes: an ICMPv6 error behind two tags. */
    public static final int MAXIMUM_LENGTH =
            EthernetView.LENGTH + PacketParser.MAXIMUM_VLAN_TAGS * VlanView.LENGTH + 1280;

    /** RFC 1812 section 4.3.2.3: an ICMP error has at most 576 bytes. */
    private static final int QUOTE_IPV4 = 576 - Ipv4View.MINIMUM_LENGTH - IcmpView.LENGTH;
    /** RFC 4443 section 2.4 (c): an ICMPv6 error fits into the minimum MTU. */
    private static final int QUOTE_IPV6 = 1280 - Ipv6View.LENGTH - Icmpv6View.LENGTH;

    private static final int HOP_LIMIT = 64;
    private static final int NEIGHBOR_HOP_LIMIT = 255;
    private static final int SOLICITED = 0x4000_0000;
    private static final int OVERRIDE = 0x2000_0000;
    private static final int TARGET_LINK_LAYER_ADDRESS = 0x0201;
    private static final long ALL_NODES_HIGH = 0xff02L << 48;
    private static final long ALL_NODES_LOW = 1;
    private static final long ALL_NODES_MAC = 0x3333_0000_0001L;

    private final PacketBuilder builder = new PacketBuilder();

    /**
     * The reset that RFC 9293 section 3.5.2 has a closed port answer any segment but a reset with: it takes its number
     * from an acknowledgment, or acknowledges everything the segment occupies.
     */
    public int tcpReset(ParsedPacket received, MemorySegment out, long base) {
        if (received.protocol() != IpProtocol.TCP
                || (received.tcpFlags() & TcpView.RST) != 0
                || received.fragment() != FRAGMENT_NONE
                || !mayBeAnswered(received)) {
            return 0;
        }
        MemorySegment segment = received.segment();
        long tcp = received.base() + received.transportOffset();
        boolean acknowledges = (received.tcpFlags() & TcpView.ACK) != 0;
        back(received, out, base);
        addressesSwapped(received);
        builder.tcp(
                /* sourcePort= */ received.destinationPort(),
                /* destinationPort= */ received.sourcePort(),
                acknowledges ? TcpView.RST : TcpView.RST | TcpView.ACK);
        if (acknowledges) {
            builder.sequence(Wire.u32(segment, tcp + TcpView.ACKNOWLEDGMENT_NUMBER));
        } else {
            builder.acknowledgment(Wire.u32(segment, tcp + TcpView.SEQUENCE_NUMBER) + occupied(received));
        }
        return builder.build();
    }

    private static int occupied(ParsedPacket received) {
        int flags = received.tcpFlags();
        return received.payloadLength() + ((flags & TcpView.SYN) != 0 ? 1 : 0) + ((flags & TcpView.FIN) != 0 ? 1 : 0);
    }

    /** Port unreachable, from the address the packet was sent to. */
    public int portUnreachable(ParsedPacket received, MemorySegment out, long base) {
        boolean v4 = received.family() == FAMILY_IPV4;
        return error(
                received,
                v4 ? IcmpView.DESTINATION_UNREACHABLE : Icmpv6View.DESTINATION_UNREACHABLE,
                v4 ? IcmpView.PORT_UNREACHABLE : Icmpv6View.PORT_UNREACHABLE,
                0,
                received.destinationHigh(),
                received.destinationLow(),
                out,
                base);
    }

    /** Time to live exceeded in transit, from an address of ours. */
    public int timeExceeded(ParsedPacket received, long ourHigh, long ourLow, MemorySegment out, long base) {
        int type = received.family() == FAMILY_IPV4 ? IcmpView.TIME_EXCEEDED : Icmpv6View.TIME_EXCEEDED;
        return error(received, type, 0, 0, ourHigh, ourLow, out, base);
    }

    /**
     * Fragmentation needed (RFC 1191) or packet too big (RFC 4443 section 3.2), from an address of ours. An IPv4 packet
     * that allows fragmentation is not answered.
     *
     * @param mtu the largest IP packet that would pass, in bytes
     */
    public int tooBig(ParsedPacket received, int mtu, long ourHigh, long ourLow, MemorySegment out, long base) {
        if (received.family() != FAMILY_IPV4) {
            return error(received, Icmpv6View.PACKET_TOO_BIG, 0, mtu, ourHigh, ourLow, out, base);
        }
        long flags = received.base() + received.networkOffset() + Ipv4View.FLAGS_FRAGMENT_OFFSET;
        if ((Wire.u16(received.segment(), flags) & Ipv4View.DONT_FRAGMENT) == 0) {
            return 0;
        }
        return error(
                received,
                IcmpView.DESTINATION_UNREACHABLE,
                IcmpView.FRAGMENTATION_NEEDED,
                mtu,
                ourHigh,
                ourLow,
                out,
                base);
    }

    /**
     * Any ICMP error of the packet's family, quoting as much of it as allowed.
     *
     * @param rest the four bytes behind the checksum
     * @param ourHigh where the error comes from
     * @param out memory with at least {@link #MAXIMUM_LENGTH} bytes from {@code base}; not the received frame's
     */
    public int error(
            ParsedPacket received,
            int type,
            int code,
            int rest,
            long ourHigh,
            long ourLow,
            MemorySegment out,
            long base) {
        int kind = received.icmpKind();
        if (kind == ParsedPacket.ICMP_ERROR || kind == ParsedPacket.ICMP_OTHER || !mayBeAnswered(received)) {
            return 0;
        }
        boolean v4 = received.family() == FAMILY_IPV4;
        int whole = received.networkEnd() - received.networkOffset();
        back(received, out, base);
        addresses(received.family(), ourHigh, ourLow, received.sourceHigh(), received.sourceLow());
        return builder.hopLimit(HOP_LIMIT)
                .icmp(type, code, rest)
                .payload(
                        received.segment(),
                        received.base() + received.networkOffset(),
                        Math.min(whole, v4 ? QUOTE_IPV4 : QUOTE_IPV6))
                .build();
    }

    /**
     * Turns an echo request into its reply in place: addresses swapped, hop limit 64, options and data untouched
     * (RFC 1122 section 3.2.2.6, RFC 4443 section 4.2). A wrong checksum stays wrong, an unfinished one unfinished.
     * A fragmented request is not answered.
     *
     * @return bytes of the frame, padding included
     */
    public int echoReply(ParsedPacket request) {
        if (request.icmpKind() != ParsedPacket.ICMP_ECHO_REQUEST
                || request.fragment() != FRAGMENT_NONE
                || !mayBeAnswered(request)) {
            return 0;
        }
        MemorySegment segment = request.segment();
        long frame = request.base();
        Rewrite.macs(
                request,
                /* destination= */ Wire.u48(segment, frame + EthernetView.SOURCE_ADDRESS),
                Wire.u48(segment, frame + EthernetView.DESTINATION_ADDRESS));
        Rewrite.endpoints(
                request,
                /* sourceHigh= */ request.destinationHigh(),
                /* sourceLow= */ request.destinationLow(),
                /* sourcePort= */ 0,
                /* destinationHigh= */ request.sourceHigh(),
                /* destinationLow= */ request.sourceLow(),
                /* destinationPort= */ 0);
        Rewrite.hopLimit(request, HOP_LIMIT);
        int type = request.family() == FAMILY_IPV4 ? IcmpView.ECHO_REPLY : Icmpv6View.ECHO_REPLY;
        Rewrite.icmpType(request, type);
        return request.length();
    }

    /**
     * The reply to an ARP request for {@link ParsedPacket#destinationLow()} (RFC 826), to a probe too (RFC 5227).
     *
     * @param mac who has the address, as {@link io.weir.core.net.MacAddress#bits()}
     */
    public int arpReply(ParsedPacket request, long mac, MemorySegment out, long base) {
        MemorySegment segment = request.segment();
        long arp = request.base() + request.networkOffset();
        if (request.family() != FAMILY_ARP || Wire.u16(segment, arp + ArpView.OPERATION) != ArpView.REQUEST) {
            return 0;
        }
        long asker = Wire.u48(segment, arp + ArpView.SENDER_HARDWARE_ADDRESS);
        if (isGroup(asker)) {
            return 0;
        }
        layer2(request, asker, mac, out, base);
        return builder.arp(ArpView.REPLY, mac, (int) request.destinationLow(), asker, (int) request.sourceLow())
                .build();
    }

    /**
     * The advertisement that answers a neighbor solicitation (RFC 4861 section 7.2.4); to all nodes when the asker has
     * no address yet. A solicitation that section 7.1.1 calls invalid is not answered.
     *
     * @param mac who has the target, as {@link io.weir.core.net.MacAddress#bits()}
     */
    public int neighborAdvertisement(ParsedPacket solicitation, long mac, MemorySegment out, long base) {
        if (!isValidSolicitation(solicitation)) {
            return 0;
        }
        MemorySegment segment = solicitation.segment();
        long target = solicitation.base() + solicitation.transportOffset() + Icmpv6View.TARGET_ADDRESS;
        long targetHigh = Wire.u64(segment, target);
        long targetLow = Wire.u64(segment, target + 8);
        boolean unspecified = (solicitation.sourceHigh() | solicitation.sourceLow()) == 0;
        long asker = Wire.u48(segment, solicitation.base() + EthernetView.SOURCE_ADDRESS);
        layer2(solicitation, unspecified ? ALL_NODES_MAC : asker, mac, out, base);
        builder.ipv6(
                targetHigh,
                targetLow,
                unspecified ? ALL_NODES_HIGH : solicitation.sourceHigh(),
                unspecified ? ALL_NODES_LOW : solicitation.sourceLow());
        return builder.hopLimit(NEIGHBOR_HOP_LIMIT)
                .icmp(Icmpv6View.NEIGHBOR_ADVERTISEMENT, 0, unspecified ? OVERRIDE : SOLICITED | OVERRIDE)
                .payload64(targetHigh)
                .payload64(targetLow)
                .payload16(TARGET_LINK_LAYER_ADDRESS)
                .payloadMac(mac)
                .build();
    }

    private static boolean isValidSolicitation(ParsedPacket packet) {
        if (packet.family() != FAMILY_IPV6
                || packet.protocol() != IpProtocol.ICMPV6
                || packet.fragment() != FRAGMENT_NONE
                || packet.icmpType() != Icmpv6View.NEIGHBOR_SOLICITATION
                || packet.icmpCode() != 0
                || packet.hopLimit() != NEIGHBOR_HOP_LIMIT
                || packet.transportLength() < Icmpv6View.NEIGHBOR_LENGTH) {
            return false;
        }
        long target = packet.base() + packet.transportOffset() + Icmpv6View.TARGET_ADDRESS;
        return Wire.u8(packet.segment(), target) != 0xff && TransportChecksum.isValid(packet);
    }

    /**
     * Whether an answer may be sent about this packet at all: not about a later fragment, and only where sender and
     * destination are single hosts.
     */
    public static boolean mayBeAnswered(ParsedPacket received) {
        if (received.fragment() == ParsedPacket.FRAGMENT_LATER
                || isGroup(Wire.u48(received.segment(), received.base() + EthernetView.DESTINATION_ADDRESS))
                || isGroup(Wire.u48(received.segment(), received.base() + EthernetView.SOURCE_ADDRESS))) {
            return false;
        }
        return switch (received.family()) {
            case FAMILY_IPV4 -> isHost4((int) received.sourceLow()) && isHost4((int) received.destinationLow());
            case FAMILY_IPV6 ->
                isHost6(received.sourceHigh(), received.sourceLow())
                        && isHost6(received.destinationHigh(), received.destinationLow());
            default -> false;
        };
    }

    private static boolean isGroup(long mac) {
        return ((mac >>> 40) & 1) != 0;
    }

    /** Not 0.0.0.0/8, 127.0.0.0/8, multicast, class E or broadcast (RFC 6890). */
    private static boolean isHost4(int address) {
        int first = address >>> 24;
        return first != 0 && first != 127 && first < 224;
    }

    /** Not unspecified, loopback or multicast (RFC 4291). */
    private static boolean isHost6(long high, long low) {
        boolean unspecifiedOrLoopback = high == 0 && (low == 0 || low == 1);
        return !unspecifiedOrLoopback && high >>> 56 != 0xff;
    }

    private void back(ParsedPacket received, MemorySegment out, long base) {
        MemorySegment segment = received.segment();
        long frame = received.base();
        layer2(
                received,
                Wire.u48(segment, frame + EthernetView.SOURCE_ADDRESS),
                Wire.u48(segment, frame + EthernetView.DESTINATION_ADDRESS),
                out,
                base);
    }

    private void layer2(ParsedPacket received, long destination, long source, MemorySegment out, long base) {
        builder.start(out, base).ethernet(destination, source);
        long tag = received.base() + EthernetView.ETHER_TYPE;
        for (int i = 0; i < received.vlanTags(); i++) {
            builder.tag(
                    Wire.u16(received.segment(), tag),
                    Wire.u16(received.segment(), tag + VlanView.TAG_CONTROL_INFORMATION));
            tag += VlanView.LENGTH;
        }
    }

    private void addressesSwapped(ParsedPacket received) {
        addresses(
                received.family(),
                received.destinationHigh(),
                received.destinationLow(),
                received.sourceHigh(),
                received.sourceLow());
    }

    private void addresses(int family, long fromHigh, long fromLow, long toHigh, long toLow) {
        if (family == FAMILY_IPV4) {
            builder.ipv4((int) fromLow, (int) toLow);
        } else {
            builder.ipv6(fromHigh, fromLow, toHigh, toLow);
        }
    }
}
