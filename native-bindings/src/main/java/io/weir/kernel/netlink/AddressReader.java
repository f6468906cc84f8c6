package io.weir.kernel.netlink;

import io.weir.kernel.sys.LinuxSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads RTM_NEWADDR and RTM_DELADDR of IPv4 and IPv6. */
final class AddressReader {
    private AddressReader() {}

    static @Nullable InterfaceAddress parse(MemorySegment segment, long body, long end) throws IOException {
        if (end - body < Ifaddrmsg.SIZEOF) {
            return null;
        }
        int family = Ifaddrmsg.family(segment, body);
        if (family != LinuxSocket.AF_INET && family != LinuxSocket.AF_INET6) {
            return null;
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
            return null;
        }
        // With a peer, IFA_ADDRESS is the peer's and the prefix belongs to it.
        boolean pointToPoint = address != null && !Arrays.equals(ours, address);
        int prefix = pointToPoint ? ours.length * Byte.SIZE : Ifaddrmsg.prefixlen(segment, body);
        return new InterfaceAddress(
                Ifaddrmsg.index(segment, body), InetAddress.getByAddress(ours), prefix, flags, protocol);
    }
}
