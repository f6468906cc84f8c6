package io.weir.core.wire;

import static io.weir.core.wire.ParsedPacket.ABSENT;
import static io.weir.core.wire.ParsedPacket.FAMILY_ARP;

import java.lang.foreign.MemorySegment;

/**
 * The one place that decides whether the bytes of a frame are what they claim. Checks every length once, so that what
 * follows may read and write at the offsets it found without asking again.
 *
 * <p>Verified: lengths, versions, the IPv4 header checksum, the order and number of extension headers, fragment
 * geometry, TCP flags. Not verified: transport checksums, which are the endpoints' business and may be unfinished.
 * Super-frames (GSO, GRO) are ordinary packets here, up to the 65535 bytes the IP length fields can say.
 */
public final class PacketParser {
    /** IEEE 802.1ad: a provider's tag and a customer's. */
    public static final int MAXIMUM_VLAN_TAGS = 2;
    /** More than any sender uses; RFC 8200 recommends an order with at most seven. */
    public static final int MAXIMUM_EXTENSION_HEADERS = 8;

    private PacketParser() {}

    /**
     * Parses one Ethernet frame. Never reads outside {@code base} to {@code base + length} and never throws for what
     * the bytes say.
     *
     * @param segment native memory that holds the frame
     * @param base where the frame starts
     * @param length bytes of the frame, at least 0; may include padding behind the IP packet
     * @param out filled with what was found, as far as parsing came
     * @return a {@link ParseCode}
     */
    public static int parse(MemorySegment segment, long base, int length, ParsedPacket out) {
        out.reset(segment, base, length);
        if (length < EthernetView.LENGTH) {
            return ParseCode.ETHERNET_TRUNCATED;
        }
        int at = EthernetView.LENGTH;
        int etherType = Wire.u16(segment, base + EthernetView.ETHER_TYPE);
        while (EtherType.isVlan(etherType)) {
            if (out.vlanTags == MAXIMUM_VLAN_TAGS) {
                return ParseCode.VLAN_TOO_DEEP;
            }
            if (length - at < VlanView.LENGTH) {
                return ParseCode.VLAN_TRUNCATED;
            }
            addVlan(out, Wire.u16(segment, base + at) & 0xfff);
            etherType = Wire.u16(segment, base + at + 2);
            at += VlanView.LENGTH;
        }
        out.etherType = etherType;
        out.networkOffset = at;
        return switch (etherType) {
            case EtherType.IPV4 -> Ipv4Parser.parse(out, at);
            case EtherType.IPV6 -> Ipv6Parser.parse(out, at);
            case EtherType.ARP -> arp(out, at);
            default -> etherType < EtherType.MINIMUM ? ParseCode.ETHERNET_LLC : ParseCode.OTHER_ETHER_TYPE;
        };
    }

    private static void addVlan(ParsedPacket out, int vlan) {
        if (out.outerVlan == ABSENT) {
            out.outerVlan = vlan;
        } else {
            out.innerVlan = vlan;
        }
        out.vlanTags++;
    }

    private static int arp(ParsedPacket out, int at) {
        if (out.length - at < ArpView.LENGTH) {
            return ParseCode.ARP_TRUNCATED;
        }
        MemorySegment segment = out.segment;
        long arp = out.base + at;
        if (Wire.u32(segment, arp) != (ArpView.HARDWARE_ETHERNET << 16 | EtherType.IPV4)
                || Wire.u16(segment, arp + ArpView.HARDWARE_ADDRESS_LENGTH) != 0x0604) {
            return ParseCode.ARP_OTHER_TYPE;
        }
        out.family = FAMILY_ARP;
        out.networkEnd = at + ArpView.LENGTH;
        out.sourceLow = Wire.u32(segment, arp + ArpView.SENDER_PROTOCOL_ADDRESS) & Wire.MASK_32;
        out.destinationLow = Wire.u32(segment, arp + ArpView.TARGET_PROTOCOL_ADDRESS) & Wire.MASK_32;
        return ParseCode.OK;
    }
}
