package io.weir.kernel.netlink;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Collects the interfaces of a dump. */
final class LinkReader implements NetlinkSocket.DumpReader {
    private static final int MAC_BYTES = 6;

    private final List<Link> links = new ArrayList<>();

    List<Link> links() {
        return List.copyOf(links);
    }

    @Override
    public void restart() {
        links.clear();
    }

    @Override
    public void message(int type, MemorySegment segment, long body, long end) throws IOException {
        if (type != Rtnetlink.RTM_NEWLINK || end - body < Ifinfomsg.SIZEOF) {
            return;
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
                case IfLink.IFLA_ADDRESS -> mac = mac(hardware, attributes.bytes());
                default -> {}
            }
        }
        int flags = Ifinfomsg.flags(segment, body);
        links.add(new Link(Ifinfomsg.index(segment, body), name, hardware, mac, flags, mtu, carrier));
    }

    private static OptionalLong mac(int hardware, byte[] address) {
        if (hardware != IfLink.ARPHRD_ETHER || address.length != MAC_BYTES) {
            return OptionalLong.empty();
        }
        long bits = 0;
        for (byte b : address) {
            bits = (bits << 8) | (b & 0xff);
        }
        return OptionalLong.of(bits);
    }
}
