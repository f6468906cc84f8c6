package io.weir.kernel.netlink;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads RTM_NEWLINK and RTM_DELLINK. */
final class LinkReader {
    private LinkReader() {}

    static @Nullable Link parse(MemorySegment segment, long body, long end) throws IOException {
        // A bridge tells of its ports by the same messages with its own family: a deleted port is no deleted interface.
        if (end - body < Ifinfomsg.SIZEOF || Ifinfomsg.family(segment, body) != 0) {
            return null;
        }
        int hardware = Ifinfomsg.type(segment, body);
        String name = "";
        int mtu = 0;
        boolean carrier = false;
        OptionalLong mac = OptionalLong.empty();
        Attributes attributes = new Attributes(segment, body + Ifinfomsg.SIZEOF, end);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IfLink.IFLA_IFNAME -> name = attributes.text();
                case IfLink.IFLA_MTU -> mtu = attributes.u32();
                case IfLink.IFLA_CARRIER -> carrier = attributes.u8() != 0;
                case IfLink.IFLA_ADDRESS -> {
                    if (hardware == IfLink.ARPHRD_ETHER) {
                        mac = Mac.parse(attributes.bytes());
                    }
                }
                default -> {}
            }
        }
        int flags = Ifinfomsg.flags(segment, body);
        return new Link(Ifinfomsg.index(segment, body), name, hardware, mac, flags, mtu, carrier);
    }
}
