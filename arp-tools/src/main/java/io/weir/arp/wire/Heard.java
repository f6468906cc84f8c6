package io.weir.arp.wire;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a valid ARP or neighbour discovery frame says of an address.
 *
 * @param kind on what occasion
 * @param address whose place it tells, or for a {@link Kind#PROBE} asks for; never multicast or unspecified
 * @param mac where the address is; null when an advertisement leaves that out, which only a solicited one may
 * @param station the Ethernet source of the frame, never a group
 * @param override whether it may replace what is known: the flag of an advertisement (RFC 4861 section 4.4), true for
 *     everything else
 */
public record Heard(Kind kind, IpAddress address, @Nullable MacAddress mac, MacAddress station, boolean override) {
    /** Why a station says where an address is. */
    public enum Kind {
        /** It was asked: an ARP reply, an advertisement with the solicited flag. */
        REPLY,
        /** On its own: gratuitous ARP, an advertisement without the solicited flag. */
        ANNOUNCEMENT,
        /** It asks for another address and tells its own along the way. */
        REQUEST,
        /** It asks whether the address is free, before it takes it. */
        PROBE
    }

    /** The address's place: {@link #mac}, or else the station that sent the frame. */
    public MacAddress owner() {
        return mac == null ? station : mac;
    }
}
