package io.weir.kernel.netlink;

import io.weir.kernel.sys.LinuxSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads RTM_NEWROUTE and RTM_DELROUTE of IPv4 and IPv6. */
final class RouteReader {
    private static final int V4_BYTES = 4;
    private static final int V6_BYTES = 16;

    /** {@code struct rtvia} is a 16-bit address family and the address. */
    private static final int VIA_FAMILY_BYTES = Short.BYTES;

    private RouteReader() {}

    /** A configured route; null for exceptions the kernel has learnt, and for other families. */
    static @Nullable Route parse(MemorySegment segment, long body, long end) throws IOException {
        if (end - body < Rtmsg.SIZEOF || (Rtmsg.flags(segment, body) & Rtnetlink.RTM_F_CLONED) != 0) {
            return null;
        }
        return parseAny(segment, body, end);
    }

    /** The answer to a lookup, which the kernel marks as learnt. */
    static @Nullable Route parseAny(MemorySegment segment, long body, long end) throws IOException {
        if (end - body < Rtmsg.SIZEOF) {
            return null;
        }
        int family = Rtmsg.family(segment, body);
        if (family != LinuxSocket.AF_INET && family != LinuxSocket.AF_INET6) {
            return null;
        }
        InetAddress destination =
                InetAddress.getByAddress(new byte[family == LinuxSocket.AF_INET ? V4_BYTES : V6_BYTES]);
        int table = Rtmsg.table(segment, body);
        long metric = 0;
        int output = 0;
        Optional<InetAddress> gateway = Optional.empty();
        Optional<InetAddress> source = Optional.empty();
        List<NextHop> hops = new ArrayList<>();
        Attributes attributes = new Attributes(segment, body + Rtmsg.SIZEOF, end);
        while (attributes.next()) {
            switch (attributes.type()) {
                case Rtnetlink.RTA_DST -> destination = InetAddress.getByAddress(attributes.bytes());
                case Rtnetlink.RTA_TABLE -> table = attributes.u32();
                case Rtnetlink.RTA_PRIORITY -> metric = Integer.toUnsignedLong(attributes.u32());
                case Rtnetlink.RTA_OIF -> output = attributes.u32();
                case Rtnetlink.RTA_PREFSRC -> source = Optional.of(InetAddress.getByAddress(attributes.bytes()));
                case Rtnetlink.RTA_MULTIPATH ->
                    multipath(segment, attributes.value(), attributes.value() + attributes.length(), hops);
                case Rtnetlink.RTA_GATEWAY, Rtnetlink.RTA_VIA -> gateway = gateway(attributes);
                default -> {}
            }
        }
        if (output != 0 && hops.isEmpty()) {
            hops.add(new NextHop(output, gateway));
        }
        int prefix = Rtmsg.dstLen(segment, body);
        return new Route(destination, prefix, table, Rtmsg.type(segment, body), metric, source, hops);
    }

    private static Optional<InetAddress> gateway(Attributes attributes) throws IOException {
        if (attributes.type() == Rtnetlink.RTA_GATEWAY) {
            return Optional.of(InetAddress.getByAddress(attributes.bytes()));
        }
        if (attributes.type() == Rtnetlink.RTA_VIA && attributes.length() > VIA_FAMILY_BYTES) {
            byte[] via = attributes.bytes();
            return Optional.of(InetAddress.getByAddress(Arrays.copyOfRange(via, VIA_FAMILY_BYTES, via.length)));
        }
        return Optional.empty();
    }

    private static void multipath(MemorySegment segment, long from, long end, List<NextHop> hops) throws IOException {
        long base = from;
        while (base + Rtnexthop.SIZEOF <= end) {
            int whole = Rtnexthop.len(segment, base);
            if (whole < Rtnexthop.SIZEOF || base + whole > end) {
                throw new IOException("a next hop of " + whole + " bytes in " + (end - base));
            }
            Optional<InetAddress> gateway = Optional.empty();
            Attributes attributes = new Attributes(segment, base + Rtnexthop.SIZEOF, base + whole);
            while (attributes.next()) {
                Optional<InetAddress> found = gateway(attributes);
                gateway = found.isPresent() ? found : gateway;
            }
            hops.add(new NextHop(Rtnexthop.ifindex(segment, base), gateway));
            base += Netlink.align(whole);
        }
    }
}
