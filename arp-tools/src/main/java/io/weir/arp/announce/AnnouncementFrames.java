package io.weir.arp.announce;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** Whole Ethernet frames that say where an address is. All fields are in network order. */
public final class AnnouncementFrames {
    /** Shortest frame without its check sequence; drivers pad too, but not all with zeros. */
    private static final int MIN_FRAME = 60;

    private static final int ETHERNET_HEADER = 14;
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int ETHERTYPE_IPV6 = 0x86dd;

    private static final int ARP_REQUEST = 1;
    private static final int ARP_REPLY = 2;

    private static final int IPV6_HEADER = 40;
    private static final int NEXT_HEADER_ICMPV6 = 58;
    private static final int HOP_LIMIT = 255;
    private static final int ADVERTISEMENT = 136;
    private static final int ADVERTISEMENT_LENGTH = 32;
    private static final int FLAG_OVERRIDE = 0x2000_0000;
    private static final int OPTION_TARGET_LINK_ADDRESS = 2;

    private static final MacAddress ALL_NODES_MAC = new MacAddress(0x3333_0000_0001L);
    private static final IpAddress ALL_NODES = IpAddress.v6(0xff02_0000_0000_0000L, 1);

    private AnnouncementFrames() {}

    /**
     * What to send to have every neighbour learn the address. For IPv4 both forms of gratuitous ARP: some stacks update
     * their table on one only.
     */
    public static List<byte[]> announcing(IpAddress address, MacAddress mac) {
        return address.v6()
                ? List.of(neighborAdvertisement(address, mac))
                : List.of(gratuitousRequest(address, mac), gratuitousReply(address, mac));
    }

    /** An ARP announcement: a request for our own address, broadcast (RFC 5227, section 3). */
    public static byte[] gratuitousRequest(IpAddress address, MacAddress mac) {
        return arp(ARP_REQUEST, address, mac, new MacAddress(0));
    }

    /**
     * A gratuitous reply, broadcast; its target hardware address is the one to be learned (RFC 5944, section 4.6).
     */
    public static byte[] gratuitousReply(IpAddress address, MacAddress mac) {
        return arp(ARP_REPLY, address, mac, mac);
    }

    private static byte[] arp(int operation, IpAddress address, MacAddress mac, MacAddress target) {
        byte[] frame = new byte[MIN_FRAME];
        ethernet(frame, MacAddress.BROADCAST, mac, ETHERTYPE_ARP)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) operation)
                .put(mac.toBytes())
                .putInt(address.v4Bits())
                .put(target.toBytes())
                .putInt(address.v4Bits());
        return frame;
    }

    /**
     * An unsolicited neighbour advertisement to all nodes of the link, which overrides what they know (RFC 4861,
     * section 7.2.6). The router flag is clear: nobody routes through a virtual service's address.
     */
    public static byte[] neighborAdvertisement(IpAddress address, MacAddress mac) {
        if (!address.v6()) {
            throw new IllegalArgumentException(address + " is not IPv6");
        }
        byte[] frame = new byte[ETHERNET_HEADER + IPV6_HEADER + ADVERTISEMENT_LENGTH];
        ByteBuffer buffer = ethernet(frame, ALL_NODES_MAC, mac, ETHERTYPE_IPV6)
                .putInt(0x6000_0000)
                .putShort((short) ADVERTISEMENT_LENGTH)
                .put((byte) NEXT_HEADER_ICMPV6)
                .put((byte) HOP_LIMIT)
                .put(address.toBytes())
                .put(ALL_NODES.toBytes());
        int icmp = buffer.position();
        buffer.put((byte) ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(FLAG_OVERRIDE)
                .put(address.toBytes())
                .put((byte) OPTION_TARGET_LINK_ADDRESS)
                .put((byte) 1)
                .put(mac.toBytes());
        buffer.putShort(icmp + 2, icmpv6Checksum(buffer, icmp));
        return frame;
    }

    private static ByteBuffer ethernet(byte[] frame, MacAddress destination, MacAddress source, int type) {
        return ByteBuffer.wrap(frame)
                .put(destination.toBytes())
                .put(source.toBytes())
                .putShort((short) type);
    }

    /** Over the addresses, the length, the next header and the message (RFC 8200, section 8.1). */
    private static short icmpv6Checksum(ByteBuffer frame, int icmp) {
        int addresses = icmp - 32;
        long sum = ADVERTISEMENT_LENGTH + NEXT_HEADER_ICMPV6;
        for (int at = addresses; at < icmp + ADVERTISEMENT_LENGTH; at += 2) {
            sum += Short.toUnsignedInt(frame.getShort(at));
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
