package io.weir.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * Where everything is in one frame, and what was read on the way. Allocated once and filled again by every
 * {@link PacketParser#parse}.
 *
 * <p>Offsets count bytes from {@link #base()}. A field is meaningful only as far as parsing came; after
 * {@link ParseCode#OK} all fields that belong to the family, protocol and fragment state are. The fields keep what was
 * received: {@link Rewrite} changes the bytes, not this.
 */
public final class ParsedPacket {
    /** No network layer was recognized. */
    public static final int FAMILY_NONE = 0;
    /** ARP; addresses are the protocol addresses of sender and target. */
    public static final int FAMILY_ARP = 1;
    /** IPv4. */
    public static final int FAMILY_IPV4 = 4;
    /** IPv6. */
    public static final int FAMILY_IPV6 = 6;

    /** A whole packet; an atomic fragment (RFC 6946) is one too. */
    public static final int FRAGMENT_NONE = 0;
    /** The fragment with the transport header. */
    public static final int FRAGMENT_FIRST = 1;
    /** A fragment without transport header: no ports, no flags. */
    public static final int FRAGMENT_LATER = 2;

    /** Not ICMP, or a later fragment. */
    public static final int ICMP_NONE = 0;
    /** An echo request. */
    public static final int ICMP_ECHO_REQUEST = 1;
    /** An echo reply. */
    public static final int ICMP_ECHO_REPLY = 2;
    /** An error that quotes a packet; see the inner fields. */
    public static final int ICMP_ERROR = 3;
    /** Any other message. */
    public static final int ICMP_OTHER = 4;

    /** An offset, a VLAN or a protocol that is not there. */
    public static final int ABSENT = -1;

    MemorySegment segment = MemorySegment.NULL;
    long base;
    int length;

    int etherType;
    int vlanTags;
    int outerVlan;
    int innerVlan;

    int family;
    int networkOffset;
    int networkEnd;
    int protocol;
    int hopLimit;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;

    int fragment;
    int fragmentOffset;
    int identification;

    int transportOffset;
    int transportLength;
    int payloadOffset;
    int sourcePort;
    int destinationPort;
    int tcpFlags;
    int icmpKind;
    int icmpType;
    int icmpCode;
    int icmpIdentifier;

    int innerOffset = ABSENT;
    int innerProtocol;
    int innerTransportOffset;
    int innerTransportLength;
    long innerSourceHigh;
    long innerSourceLow;
    long innerDestinationHigh;
    long innerDestinationLow;
    int innerSourcePort;
    int innerDestinationPort;
    int innerIcmpIdentifier;

    private boolean checksumUnfinished;

    final ExtensionChain extensions = new ExtensionChain();

    void reset(MemorySegment segment, long base, int length) {
        this.segment = segment;
        this.base = base;
        this.length = length;
        etherType = 0;
        vlanTags = 0;
        outerVlan = ABSENT;
        innerVlan = ABSENT;
        family = FAMILY_NONE;
        networkOffset = ABSENT;
        networkEnd = ABSENT;
        protocol = ABSENT;
        hopLimit = 0;
        sourceHigh = 0;
        sourceLow = 0;
        destinationHigh = 0;
        destinationLow = 0;
        fragment = FRAGMENT_NONE;
        fragmentOffset = 0;
        identification = 0;
        transportOffset = ABSENT;
        transportLength = 0;
        payloadOffset = ABSENT;
        sourcePort = 0;
        destinationPort = 0;
        tcpFlags = 0;
        icmpKind = ICMP_NONE;
        icmpType = 0;
        icmpCode = 0;
        icmpIdentifier = 0;
        checksumUnfinished = false;
        if (innerOffset != ABSENT) {
            resetInner();
        }
    }

    private void resetInner() {
        innerOffset = ABSENT;
        innerProtocol = ABSENT;
        innerTransportOffset = ABSENT;
        innerTransportLength = 0;
        innerSourceHigh = 0;
        innerSourceLow = 0;
        innerDestinationHigh = 0;
        innerDestinationLow = 0;
        innerSourcePort = 0;
        innerDestinationPort = 0;
        innerIcmpIdentifier = 0;
    }

    /** The memory the frame is in. */
    public MemorySegment segment() {
        return segment;
    }

    /** Where in {@link #segment()} the frame starts. */
    public long base() {
        return base;
    }

    /** Bytes of the frame as received, padding included. */
    public int length() {
        return length;
    }

    /** The type behind all tags: an {@link EtherType}. */
    public int etherType() {
        return etherType;
    }

    /** 0 to 2. */
    public int vlanTags() {
        return vlanTags;
    }

    /** The VLAN of the first tag, 0 to 4095, or {@link #ABSENT}. */
    public int outerVlan() {
        return outerVlan;
    }

    /** The VLAN of the second tag, or {@link #ABSENT}. */
    public int innerVlan() {
        return innerVlan;
    }

    /** {@link #FAMILY_NONE}, {@link #FAMILY_ARP}, {@link #FAMILY_IPV4} or {@link #FAMILY_IPV6}. */
    public int family() {
        return family;
    }

    /** Where the ARP packet or the IP header starts. */
    public int networkOffset() {
        return networkOffset;
    }

    /** Behind the last byte of the IP packet; what follows is padding. */
    public int networkEnd() {
        return networkEnd;
    }

    /**
     * The transport: an {@link IpProtocol}. In a later fragment of IPv6 it is what the fragment header names, which
     * may be an extension header.
     */
    public int protocol() {
        return protocol;
    }

    /** Time to live or hop limit, 0 to 255. */
    public int hopLimit() {
        return hopLimit;
    }

    /** The first 64 bits of an IPv6 source, 0 for IPv4. */
    public long sourceHigh() {
        return sourceHigh;
    }

    /** The last 64 bits of an IPv6 source; the 32 bits for IPv4 and ARP (sender). */
    public long sourceLow() {
        return sourceLow;
    }

    /** The first 64 bits of an IPv6 destination, 0 for IPv4. */
    public long destinationHigh() {
        return destinationHigh;
    }

    /** The last 64 bits of an IPv6 destination; the 32 bits for IPv4 and ARP (target). */
    public long destinationLow() {
        return destinationLow;
    }

    /** {@link #FRAGMENT_NONE}, {@link #FRAGMENT_FIRST} or {@link #FRAGMENT_LATER}. */
    public int fragment() {
        return fragment;
    }

    /** Where in its datagram this fragment's data belongs, in bytes. */
    public int fragmentOffset() {
        return fragmentOffset;
    }

    /** Names the datagram: 16 bits on IPv4, 32 on IPv6; 0 where an IPv6 packet has no fragment header. */
    public int identification() {
        return identification;
    }

    /** Where the transport header starts; in a later fragment, its data. */
    public int transportOffset() {
        return transportOffset;
    }

    /** Bytes of transport header and data in this frame; for an unfragmented UDP packet, its length field. */
    public int transportLength() {
        return transportLength;
    }

    /** Where the data behind the transport header starts. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Bytes of data behind the transport header. */
    public int payloadLength() {
        return transportOffset + transportLength - payloadOffset;
    }

    /** 0 to 65535; 0 where there is none. */
    public int sourcePort() {
        return sourcePort;
    }

    /** 0 to 65535; 0 where there is none. */
    public int destinationPort() {
        return destinationPort;
    }

    /** The bits of {@link TcpView#flags()}; 0 for other protocols. */
    public int tcpFlags() {
        return tcpFlags;
    }

    /** {@link #ICMP_NONE} to {@link #ICMP_OTHER}: what a message of either ICMP is for. */
    public int icmpKind() {
        return icmpKind;
    }

    /** 0 to 255, by family. */
    public int icmpType() {
        return icmpType;
    }

    /** 0 to 255, by family and type. */
    public int icmpCode() {
        return icmpCode;
    }

    /** The identifier of an echo; 0 for others. */
    public int icmpIdentifier() {
        return icmpIdentifier;
    }

    /** Where the packet an ICMP error is about starts, or {@link #ABSENT}. It has the same family. */
    public int innerOffset() {
        return innerOffset;
    }

    /** The transport of the inner packet. */
    public int innerProtocol() {
        return innerProtocol;
    }

    /** Where the inner transport header starts. */
    public int innerTransportOffset() {
        return innerTransportOffset;
    }

    /** How many bytes of the inner transport are there: at least 8. */
    public int innerTransportLength() {
        return innerTransportLength;
    }

    /** As {@link #sourceHigh()}, of the inner packet. */
    public long innerSourceHigh() {
        return innerSourceHigh;
    }

    /** As {@link #sourceLow()}, of the inner packet. */
    public long innerSourceLow() {
        return innerSourceLow;
    }

    /** As {@link #destinationHigh()}, of the inner packet. */
    public long innerDestinationHigh() {
        return innerDestinationHigh;
    }

    /** As {@link #destinationLow()}, of the inner packet. */
    public long innerDestinationLow() {
        return innerDestinationLow;
    }

    /** 0 to 65535; 0 where the inner packet is ICMP. */
    public int innerSourcePort() {
        return innerSourcePort;
    }

    /** 0 to 65535; 0 where the inner packet is ICMP. */
    public int innerDestinationPort() {
        return innerDestinationPort;
    }

    /** The identifier of an inner echo; 0 for others. */
    public int innerIcmpIdentifier() {
        return innerIcmpIdentifier;
    }

    /** Whether the transport checksum is unfinished ({@code CHECKSUM_PARTIAL}); false after every parse. */
    public boolean checksumUnfinished() {
        return checksumUnfinished;
    }

    /**
     * Says after parsing that the frame came with an unfinished transport checksum, which the bytes cannot show:
     * {@code VIRTIO_NET_HDR_F_NEEDS_CSUM} in the frame's vnet header. {@link Rewrite} then keeps it unfinished.
     */
    public void checksumUnfinished(boolean unfinished) {
        checksumUnfinished = unfinished;
    }
}
