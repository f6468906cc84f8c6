package io.weir.kernel.netlink;

import io.weir.kernel.sys.LinuxSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the IPv4 and IPv6 addresses of a dump. */
final class AddressReader implements NetlinkSocket.DumpReader {
    private final List<InterfaceAddress> addresses = new ArrayList<>();

    List<InterfaceAddress> addresses() {
        return List.copyOf(addresses);
    }

    @Override
    public void restart() {
        addresses.clear();
    }

    @Override
    public void message(int type, MemorySegment segment, long body, long end) throws IOException {
        if (type != Rtnetlink.RTM_NEWADDR || end - body < Ifaddrmsg.SIZEOF) {
            return;
        }
        int family = Ifaddrmsg.family(segment, body);
        if (family != LinuxSocket.AF_INET && family != LinuxSocket.AF_INET6) {
            return;
        }
        byte @Nullable [] address = null;
        byte @Nullable [] local = null;
        int flags = Ifaddrmsg.flags(segment, body);
        int protocol = 0;
        Attributes attributes = new Attributes(segment, body + Ifaddrmsg.SIZEOF, end);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IfAddr.IFA_ADDRESS -> address = attributes.bytes();
                case IfAddr.IFA_LOCAL -> local = attributes.bytes();
                case IfAddr.IFA_FLAGS -> flags = attributes.u32();
                case IfAddr.IFA_PROTO -> protocol = attributes.u8();
                default -> {}
            }
        }
        byte @Nullable [] ours = local == null ? address : local;
        if (ours == null) {
            return;
        }
        // With a peer, IFA_ADDRESS is the peer's and the prefix belongs to it.
        boolean pointToPoint = address != null && !Arrays.equals(ours, address);
        int prefix = pointToPoint ? ours.length * Byte.SIZE : Ifaddrmsg.prefixlen(segment, body);
        addresses.add(new InterfaceAddress(
                Ifaddrmsg.index(segment, body), InetAddress.getByAddress(ours), prefix, flags, protocol));
    }
}
