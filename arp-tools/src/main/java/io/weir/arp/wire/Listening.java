package io.weir.arp.wire;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.core.wire.ArpView;
import io.weir.core.wire.Icmpv6View;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.PacketParser;
import io.weir.core.wire.ParseCode;
import io.weir.core.wire.ParsedPacket;
import io.weir.core.wire.TransportChecksum;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads ARP and neighbour discovery frames; whatever is not valid by RFC 826, RFC 4861 section 7.1 says nothing. */
public final class Listening {
    private static final int ETHERNET_SOURCE = 6;
    private static final int MAC_BYTES = 6;
    private static final int HOP_LIMIT = 255;
    private static final int FLAGS = 4;
    private static final int FLAG_SOLICITED = 0x40;
    private static final int FLAG_OVERRIDE = 0x20;
    private static final int OPTION_UNIT = 8;
    private static final int SOURCE_LINK_LAYER_ADDRESS = 1;
    private static final int TARGET_LINK_LAYER_ADDRESS = 2;

    private final ParsedPacket packet = new ParsedPacket();
    private final ArpView arp = new ArpView();
    private final Icmpv6View icmp = new Icmpv6View();

    /** For one thread. */
    public Listening() {}

    /**
     * Reads one.
     *
     * @param frame a whole Ethernet frame as received
     * @return null for one that says nothing valid
     */
    public @Nullable Heard read(byte[] frame) {
        MemorySegment segment = MemorySegment.ofArray(frame);
        if (PacketParser.parse(segment, 0, frame.length, packet) != ParseCode.OK || packet.vlanTags() != 0) {
            return null;
        }
        MacAddress station = mac(frame, ETHERNET_SOURCE);
        if (!isStation(station)) {
            return null;
        }
        return switch (packet.family()) {
            case ParsedPacket.FAMILY_ARP -> arp(segment, frame, station);
            case ParsedPacket.FAMILY_IPV6 -> neighborDiscovery(segment, frame, station);
            default -> null;
        };
    }

    private @Nullable Heard arp(MemorySegment segment, byte[] frame, MacAddress station) {
        arp.wrap(segment, packet.networkOffset());
        int operation = arp.operation();
        // The sender's hardware address: behind eight bytes of types, lengths and operation (RFC 826).
        MacAddress mac = mac(frame, packet.networkOffset() + 8);
        if ((operation != ArpView.REQUEST && operation != ArpView.REPLY) || !isStation(mac)) {
            return null;
        }
        IpAddress sender = IpAddress.v4((int) packet.sourceLow());
        IpAddress target = IpAddress.v4((int) packet.destinationLow());
        if (sender.isUnspecified()) {
            boolean probe = operation == ArpView.REQUEST && isHost(target);
            return probe ? new Heard(Heard.Kind.PROBE, target, mac, station, true) : null;
        }
        if (!isHost(sender)) {
            return null;
        }
        Heard.Kind kind = operation == ArpView.REPLY ? Heard.Kind.REPLY : Heard.Kind.REQUEST;
        return new Heard(sender.equals(target) ? Heard.Kind.ANNOUNCEMENT : kind, sender, mac, station, true);
    }

    private @Nullable Heard neighborDiscovery(MemorySegment segment, byte[] frame, MacAddress station) {
        boolean message = packet.protocol() == IpProtocol.ICMPV6
                && packet.fragment() == ParsedPacket.FRAGMENT_NONE
                && packet.hopLimit() == HOP_LIMIT
                && packet.icmpCode() == 0
                && packet.transportLength() >= Icmpv6View.NEIGHBOR_LENGTH;
        if (!message || !TransportChecksum.isValid(packet)) {
            return null;
        }
        icmp.wrap(segment, packet.transportOffset());
        IpAddress target = IpAddress.v6(icmp.targetHigh(), icmp.targetLow());
        int options = packet.transportOffset() + Icmpv6View.NEIGHBOR_LENGTH;
        int end = packet.transportOffset() + packet.transportLength();
        if (!isHost(target) || !optionsAreWhole(frame, options, end)) {
            return null;
        }
        return switch (packet.icmpType()) {
            case Icmpv6View.NEIGHBOR_ADVERTISEMENT -> advertisement(frame, station, target, options, end);
            case Icmpv6View.NEIGHBOR_SOLICITATION -> solicitation(frame, station, target, options, end);
            default -> null;
        };
    }

    private @Nullable Heard advertisement(byte[] frame, MacAddress station, IpAddress target, int options, int end) {
        int flags = frame[packet.transportOffset() + FLAGS];
        boolean solicited = (flags & FLAG_SOLICITED) != 0;
        boolean toGroup = packet.destinationHigh() >>> 56 == 0xff;
        MacAddress mac = option(frame, options, end, TARGET_LINK_LAYER_ADDRESS);
        if ((solicited && toGroup) || (!solicited && mac == null)) {
            return null;
        }
        Heard.Kind kind = solicited ? Heard.Kind.REPLY : Heard.Kind.ANNOUNCEMENT;
        return new Heard(kind, target, mac, station, (flags & FLAG_OVERRIDE) != 0);
    }

    private @Nullable Heard solicitation(byte[] frame, MacAddress station, IpAddress target, int options, int end) {
        IpAddress source = IpAddress.v6(packet.sourceHigh(), packet.sourceLow());
        MacAddress mac = option(frame, options, end, SOURCE_LINK_LAYER_ADDRESS);
        if (source.isUnspecified()) {
            return mac == null ? new Heard(Heard.Kind.PROBE, target, station, station, true) : null;
        }
        return mac != null && isHost(source) ? new Heard(Heard.Kind.REQUEST, source, mac, station, true) : null;
    }

    /** An option of length 0 makes the whole message invalid. */
    private static boolean optionsAreWhole(byte[] frame, int from, int end) {
        int at = from;
        while (at < end) {
            int length = end - at < 2 ? 0 : (frame[at + 1] & 0xff) * OPTION_UNIT;
            if (length == 0 || length > end - at) {
                return false;
            }
            at += length;
        }
        return true;
    }

    private static @Nullable MacAddress option(byte[] frame, int from, int end, int type) {
        for (int at = from; at < end; at += (frame[at + 1] & 0xff) * OPTION_UNIT) {
            if (frame[at] == type) {
                MacAddress mac = mac(frame, at + 2);
                return isStation(mac) ? mac : null;
            }
        }
        return null;
    }

    private static MacAddress mac(byte[] frame, int at) {
        return MacAddress.ofBytes(Arrays.copyOfRange(frame, at, at + MAC_BYTES));
    }

    private static boolean isStation(MacAddress mac) {
        return mac.bits() != 0 && !mac.isGroup();
    }

    private static boolean isHost(IpAddress address) {
        return !address.isUnspecified() && !address.isMulticast() && !address.isLoopback();
    }
}
