package io.weir.l7.frontend;

import io.weir.core.net.IpAddress;
import java.net.InetSocketAddress;
import java.util.Objects;

/** Between the addresses of sockets and ours. */
public final class Addresses {
    /** The upper 96 bits of an IPv4-mapped IPv6 address, RFC 4291 section 2.5.5.2: the low word's upper half. */
    private static final long MAPPED = 0xffffL;

    private Addresses() {}

    /** An IPv4-mapped address becomes IPv4: sockets of the IPv6 family carry both. */
    public static IpAddress of(InetSocketAddress socketAddress) {
        return unmapped(IpAddress.of(Objects.requireNonNull(socketAddress.getAddress())));
    }

    private static IpAddress unmapped(IpAddress address) {
        boolean mapped = address.v6() && address.high() == 0 && address.low() >>> 32 == MAPPED;
        return mapped ? IpAddress.v4((int) address.low()) : address;
    }

    /** For a channel to bind or connect to. */
    public static InetSocketAddress socket(IpAddress address, int port) {
        return new InetSocketAddress(address.toInetAddress(), port);
    }
}
