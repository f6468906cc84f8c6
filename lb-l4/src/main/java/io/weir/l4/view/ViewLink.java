package io.weir.l4.view;

import io.weir.core.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A link and what we are on it.
 *
 * @param number its place in the engine's list, the same for the daemon's life
 * @param interfaceIndex the kernel's index
 * @param name as in {@code ip link}
 * @param mac our Ethernet address there
 * @param mtu largest IP packet that leaves there, in bytes
 * @param v4 our address there, from which ICMP errors come; null if there is none
 * @param v6 the same for IPv6
 */
public record ViewLink(
        int number,
        int interfaceIndex,
        String name,
        long mac,
        int mtu,
        @Nullable IpAddress v4,
        @Nullable IpAddress v6) {
    /** Frames of any size are sent there, so that what cannot leave is counted where it leaves. */
    private static final int ANY_SIZE = 65_535;

    /** A number whose interface is gone. */
    public static ViewLink gone(int number, int interfaceIndex) {
        return new ViewLink(number, interfaceIndex, "gone", 0, ANY_SIZE, null, null);
    }

    /** Whether there is no such interface any more. */
    public boolean isGone() {
        return mac == 0;
    }

    /** Our address of a family, or null. */
    public @Nullable IpAddress address(boolean ofV6) {
        return ofV6 ? v6 : v4;
    }
}
