package io.weir.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * Writes a frame header by header into given memory, with right lengths and checksums at the end. For the frames we
 * make ourselves and for tests; reusable, allocates nothing.
 *
 * <pre>{@code
 * int length = builder.start(segment, base)
 *         .ethernet(destination, source)
 *         .ipv4(from, to).hopLimit(64)
 *         .tcp(40000, 80, TcpView.SYN).sequence(1)
 *         .build();
 * }</pre>
 *
 * Calls come in the order of the wire; what belongs to a header follows the call that begins it. Throws
 * {@link IllegalStateException} for a header out of order and {@link IndexOutOfBoundsException} where the memory ends.
 */
public final class PacketBuilder {
    private static final int NONE = -1;
    private static final int DEFAULT_HOP_LIMIT = 64;
    private static final int MAXIMUM_LENGTH_FIELD = 65_535;

    private MemorySegment segment = MemorySegment.NULL;
    private long base;
    private int end;
    private int typeField = NONE;
    private int network = NONE;
    private int family;
    private int nextHeaderField = NONE;
    private int transport = NONE;
    private int protocol;
    private boolean unfinished;
    private boolean withoutChecksum;

    /** Begins a frame at {@code base}; whatever was begun before is forgotten. */
    public PacketBuilder start(MemorySegment segment, long base) {
        this.segment = segment;
        this.base = base;
        end = 0;
        typeField = NONE;
        network = NONE;
        family = ParsedPacket.FAMILY_NONE;
        nextHeaderField = NONE;
        transport = NONE;
        protocol = NONE;
        unfinished = false;
        withoutChecksum = false;
        return this;
    }

    /** Begins the Ethernet header; its type is set by what follows. */
    public PacketBuilder ethernet(long destination, long source) {
        require(end == 0, "the Ethernet header comes first");
        Wire.putU48(segment, base, destination);
        Wire.putU48(segment, base + EthernetView.SOURCE_ADDRESS, source);
        Wire.putU16(segment, base + EthernetView.ETHER_TYPE, 0);
        typeField = (int) EthernetView.ETHER_TYPE;
        end = EthernetView.LENGTH;
        return this;
    }

    /** An 802.1Q tag with priority 0. */
    public PacketBuilder vlan(int identifier) {
        return tag(EtherType.VLAN, identifier);
    }

    /** A tag of either kind with all its 16 bits of control information. */
    public PacketBuilder tag(int tagProtocolIdentifier, int controlInformation) {
        etherType(tagProtocolIdentifier);
        Wire.putU16(segment, base + end, controlInformation);
        Wire.putU16(segment, base + end + 2, 0);
        typeField = end + 2;
        end += VlanView.LENGTH;
        return this;
    }

    /** The type of what follows, for payloads this builder has no header for. */
    public PacketBuilder etherType(int etherType) {
        require(typeField != NONE && network == NONE, "a type belongs to an Ethernet header");
        Wire.putU16(segment, base + typeField, etherType);
        return this;
    }

    /** An ARP packet for IPv4 over Ethernet. */
    public PacketBuilder arp(int operation, long senderMac, int sender, long targetMac, int target) {
        network(EtherType.ARP, ParsedPacket.FAMILY_ARP);
        long arp = base + end;
        Wire.putU16(segment, arp, ArpView.HARDWARE_ETHERNET);
        Wire.putU16(segment, arp + ArpView.PROTOCOL_TYPE, EtherType.IPV4);
        Wire.putU8(segment, arp + ArpView.HARDWARE_ADDRESS_LENGTH, 6);
        Wire.putU8(segment, arp + ArpView.PROTOCOL_ADDRESS_LENGTH, 4);
        Wire.putU16(segment, arp + ArpView.OPERATION, operation);
        Wire.putU48(segment, arp + ArpView.SENDER_HARDWARE_ADDRESS, senderMac);
        Wire.putU32(segment, arp + ArpView.SENDER_PROTOCOL_ADDRESS, sender);
        Wire.putU48(segment, arp + ArpView.TARGET_HARDWARE_ADDRESS, targetMac);
        Wire.putU32(segment, arp + ArpView.TARGET_PROTOCOL_ADDRESS, target);
        end += ArpView.LENGTH;
        return this;
    }

    /** An IPv4 header without options: identification 0 and DF (RFC 6864), time to live 64. */
    public PacketBuilder ipv4(int source, int destination) {
        network(EtherType.IPV4, ParsedPacket.FAMILY_IPV4);
        long ip = base + end;
        Wire.putU16(segment, ip, 0x4500);
        Wire.putU16(segment, ip + Ipv4View.TOTAL_LENGTH, 0);
        Wire.putU16(segment, ip + Ipv4View.IDENTIFICATION, 0);
        Wire.putU16(segment, ip + Ipv4View.FLAGS_FRAGMENT_OFFSET, Ipv4View.DONT_FRAGMENT);
        Wire.putU8(segment, ip + Ipv4View.TIME_TO_LIVE, DEFAULT_HOP_LIMIT);
        Wire.putU8(segment, ip + Ipv4View.PROTOCOL, 0);
        Wire.putU16(segment, ip + Ipv4View.HEADER_CHECKSUM, 0);
        Wire.putU32(segment, ip + Ipv4View.SOURCE_ADDRESS, source);
        Wire.putU32(segment, ip + Ipv4View.DESTINATION_ADDRESS, destination);
        nextHeaderField = end + (int) Ipv4View.PROTOCOL;
        end += Ipv4View.MINIMUM_LENGTH;
        return this;
    }

    /** An IPv6 header: traffic class and flow label 0, hop limit 64. */
    public PacketBuilder ipv6(long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        network(EtherType.IPV6, ParsedPacket.FAMILY_IPV6);
        long ip = base + end;
        Wire.putU32(segment, ip, 6 << 28);
        Wire.putU16(segment, ip + Ipv6View.PAYLOAD_LENGTH, 0);
        Wire.putU8(segment, ip + Ipv6View.NEXT_HEADER, IpProtocol.NO_NEXT_HEADER);
        Wire.putU8(segment, ip + Ipv6View.HOP_LIMIT, DEFAULT_HOP_LIMIT);
        Wire.putU64(segment, ip + Ipv6View.SOURCE_ADDRESS, sourceHigh);
        Wire.putU64(segment, ip + Ipv6View.SOURCE_ADDRESS + 8, sourceLow);
        Wire.putU64(segment, ip + Ipv6View.DESTINATION_ADDRESS, destinationHigh);
        Wire.putU64(segment, ip + Ipv6View.DESTINATION_ADDRESS + 8, destinationLow);
        nextHeaderField = end + (int) Ipv6View.NEXT_HEADER;
        end += Ipv6View.LENGTH;
        return this;
    }

    private void network(int etherType, int newFamily) {
        etherType(etherType);
        network = end;
        family = newFamily;
    }

    /** Time to live or hop limit. */
    public PacketBuilder hopLimit(int hops) {
        requireIp("a hop limit");
        boolean v4 = family == ParsedPacket.FAMILY_IPV4;
        Wire.putU8(segment, base + network + (v4 ? Ipv4View.TIME_TO_LIVE : Ipv6View.HOP_LIMIT), hops);
        return this;
    }

    /** IPv4 options, a multiple of 4 and at most 40 bytes; directly behind {@link #ipv4}. */
    public PacketBuilder options(byte[] options) {
        require(
                family == ParsedPacket.FAMILY_IPV4 && end == network + Ipv4View.MINIMUM_LENGTH,
                "options follow the IPv4 header");
        require((options.length & 3) == 0 && options.length <= 40, "0 to 40 bytes of options, a multiple of 4");
        append(options);
        Wire.putU8(segment, base + network, 0x40 | ((end - network) >>> 2));
        return this;
    }

    /**
     * An IPv6 extension header that is filled with zeros behind its length, as padding options are: hop-by-hop,
     * destination options, routing without segments left or authentication.
     *
     * @param length bytes, a multiple of 8 from 8 to 2048; at most 1024 for authentication
     */
    public PacketBuilder extension(int extension, int length) {
        require(family == ParsedPacket.FAMILY_IPV6 && transport == NONE, "extensions follow the IPv6 header");
        require((length & 7) == 0 && length >= 8 && length <= 2048, "8 to 2048 bytes, a multiple of 8");
        nextHeader(extension);
        long header = base + end;
        segment.asSlice(header, length).fill((byte) 0);
        Wire.putU8(segment, header, IpProtocol.NO_NEXT_HEADER);
        boolean inWords = extension == IpProtocol.AUTHENTICATION;
        Wire.putU8(segment, header + 1, inWords ? (length >>> 2) - 2 : (length >>> 3) - 1);
        nextHeaderField = end;
        end += length;
        return this;
    }

    /**
     * Makes the packet a fragment: fields of the IPv4 header, or an IPv6 fragment header. Its part of the datagram is
     * given as {@link #protocol} and {@link #payload}, header of the transport included.
     *
     * @param offset bytes, a multiple of 8
     */
    public PacketBuilder fragment(int identification, int offset, boolean more) {
        requireIp("a fragment");
        if (family == ParsedPacket.FAMILY_IPV4) {
            long ip = base + network;
            Wire.putU16(segment, ip + Ipv4View.IDENTIFICATION, identification);
            Wire.putU16(
                    segment,
                    ip + Ipv4View.FLAGS_FRAGMENT_OFFSET,
                    (more ? Ipv4View.MORE_FRAGMENTS : 0) | (offset >>> 3));
            return this;
        }
        nextHeader(IpProtocol.FRAGMENT);
        Wire.putU16(segment, base + end, IpProtocol.NO_NEXT_HEADER << 8);
        Wire.putU16(segment, base + end + ExtensionChain.FRAGMENT_OFFSET, offset | (more ? 1 : 0));
        Wire.putU32(segment, base + end + ExtensionChain.FRAGMENT_IDENTIFICATION, identification);
        nextHeaderField = end;
        end += 8;
        return this;
    }

    /** The protocol of a payload that brings its own header. */
    public PacketBuilder protocol(int number) {
        requireIp("a protocol");
        nextHeader(number);
        return this;
    }

    /** A TCP header without options: sequence, acknowledgment and window 0. */
    public PacketBuilder tcp(int sourcePort, int destinationPort, int flags) {
        long tcp = transport(IpProtocol.TCP, TcpView.MINIMUM_LENGTH);
        Wire.putU16(segment, tcp, sourcePort);
        Wire.putU16(segment, tcp + TcpView.DESTINATION_PORT, destinationPort);
        Wire.putU64(segment, tcp + TcpView.SEQUENCE_NUMBER, 0);
        Wire.putU16(segment, tcp + TcpView.DATA_OFFSET, 0x5000 | flags);
        Wire.putU16(segment, tcp + TcpView.WINDOW, 0);
        Wire.putU32(segment, tcp + TcpView.CHECKSUM, 0);
        return this;
    }

    /** The TCP sequence number. */
    public PacketBuilder sequence(int number) {
        Wire.putU32(segment, tcpField(TcpView.SEQUENCE_NUMBER), number);
        return this;
    }

    /** The TCP acknowledgment number; sets no flag. */
    public PacketBuilder acknowledgment(int number) {
        Wire.putU32(segment, tcpField(TcpView.ACKNOWLEDGMENT_NUMBER), number);
        return this;
    }

    /** The TCP window, unscaled. */
    public PacketBuilder window(int window) {
        Wire.putU16(segment, tcpField(TcpView.WINDOW), window);
        return this;
    }

    /** TCP options, a multiple of 4 and at most 40 bytes; before any payload. */
    public PacketBuilder tcpOptions(byte[] options) {
        long offset = tcpField(TcpView.DATA_OFFSET);
        require((options.length & 3) == 0 && options.length <= 40, "0 to 40 bytes of options, a multiple of 4");
        append(options);
        Wire.putU8(segment, offset, (end - transport) << 2);
        return this;
    }

    private long tcpField(long field) {
        require(protocol == IpProtocol.TCP, "this belongs to a TCP header");
        return base + transport + field;
    }

    /** A UDP header. */
    public PacketBuilder udp(int sourcePort, int destinationPort) {
        long udp = transport(IpProtocol.UDP, UdpView.LENGTH);
        Wire.putU16(segment, udp, sourcePort);
        Wire.putU16(segment, udp + UdpView.DESTINATION_PORT, destinationPort);
        Wire.putU32(segment, udp + UdpView.DATAGRAM_LENGTH, 0);
        return this;
    }

    /**
     * The header of either ICMP, by family.
     *
     * @param rest the four bytes behind the checksum: identifier and sequence, MTU, flags
     */
    public PacketBuilder icmp(int type, int code, int rest) {
        long icmp =
                transport(family == ParsedPacket.FAMILY_IPV6 ? IpProtocol.ICMPV6 : IpProtocol.ICMP, IcmpView.LENGTH);
        Wire.putU8(segment, icmp, type);
        Wire.putU8(segment, icmp + IcmpView.CODE, code);
        Wire.putU16(segment, icmp + IcmpView.CHECKSUM, 0);
        Wire.putU32(segment, icmp + IcmpView.REST_OF_HEADER, rest);
        return this;
    }

    private long transport(int number, int length) {
        requireIp("a transport header");
        require(transport == NONE, "a packet has one transport header");
        nextHeader(number);
        protocol = number;
        transport = end;
        end += length;
        return base + transport;
    }

    /** Appends bytes. */
    public PacketBuilder payload(byte[] bytes) {
        append(bytes);
        return this;
    }

    /** Appends bytes of other memory. */
    public PacketBuilder payload(MemorySegment from, long at, int length) {
        MemorySegment.copy(from, at, segment, base + end, length);
        end += length;
        return this;
    }

    /** Appends an Ethernet address, as options of neighbor discovery hold it. */
    public PacketBuilder payloadMac(long mac) {
        Wire.putU48(segment, base + end, mac);
        end += 6;
        return this;
    }

    /** Appends eight bytes. */
    public PacketBuilder payload64(long value) {
        Wire.putU64(segment, base + end, value);
        end += 8;
        return this;
    }

    /** Appends two bytes. */
    public PacketBuilder payload16(int value) {
        Wire.putU16(segment, base + end, value);
        end += 2;
        return this;
    }

    private void append(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            Wire.putU8(segment, base + end + i, bytes[i]);
        }
        end += bytes.length;
    }

    /** Leaves the transport checksum unfinished, as Linux does for a card that can finish it. */
    public PacketBuilder unfinishedChecksum() {
        unfinished = true;
        return this;
    }

    /** Sends UDP without a checksum. */
    public PacketBuilder withoutChecksum() {
        withoutChecksum = true;
        return this;
    }

    /**
     * Completes lengths and checksums.
     *
     * @return bytes of the frame, without padding to the Ethernet minimum
     */
    public int build() {
        if (transport != NONE) {
            finishTransport(end - transport);
        }
        if (family == ParsedPacket.FAMILY_IPV4) {
            long ip = base + network;
            Wire.putU16(segment, ip + Ipv4View.TOTAL_LENGTH, lengthField(end - network));
            int headerLength = (Wire.u8(segment, ip) & 0xf) << 2;
            Wire.putU16(segment, ip + Ipv4View.HEADER_CHECKSUM, InternetChecksum.checksum(segment, ip, headerLength));
        } else if (family == ParsedPacket.FAMILY_IPV6) {
            Wire.putU16(
                    segment, base + network + Ipv6View.PAYLOAD_LENGTH, lengthField(end - network - Ipv6View.LENGTH));
        }
        return end;
    }

    private void finishTransport(int length) {
        long at = base + transport;
        if (protocol == IpProtocol.UDP) {
            Wire.putU16(segment, at + UdpView.DATAGRAM_LENGTH, lengthField(length));
            if (withoutChecksum) {
                return;
            }
        }
        long pseudoHeader = TransportChecksum.pseudoHeader(segment, base + network, family, protocol, length);
        int checksum = unfinished
                ? InternetChecksum.unfinished(pseudoHeader)
                : InternetChecksum.checksum(segment, at, length, pseudoHeader);
        Wire.putU16(
                segment,
                at + TransportChecksum.fieldOffset(protocol),
                protocol == IpProtocol.UDP ? InternetChecksum.udpOnSend(checksum) : checksum);
    }

    private void nextHeader(int number) {
        Wire.putU8(segment, base + nextHeaderField, number);
    }

    private static int lengthField(int length) {
        require(length <= MAXIMUM_LENGTH_FIELD, "a packet has at most 65535 bytes");
        return length;
    }

    private void requireIp(String what) {
        require(nextHeaderField != NONE, what, " belongs to an IP header");
    }

    private static void require(boolean holds, String message) {
        require(holds, message, "");
    }

    private static void require(boolean holds, String what, String why) {
        if (!holds) {
            throw new IllegalStateException(what + why);
        }
    }
}
