package io.weir.kernel.netlink;

import io.weir.kernel.sys.LinuxSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads RTM_NEWNEIGH and RTM_DELNEIGH of IPv4 and IPv6. */
final class NeighbourReader {
    static final int NDA_DST = 1;
    static final int NDA_LLADDR = 2;

    /** The host answers for this address on behalf of another: no neighbour. */
    static final int NTF_PROXY = 0x08;

    private NeighbourReader() {}

    static @Nullable Neighbour parse(MemorySegment segment, long body, long end) throws IOException {
        if (end - body < Ndmsg.SIZEOF || (Ndmsg.flags(segment, body) & NTF_PROXY) != 0) {
            return null;
        }
        int family = Ndmsg.family(segment, body);
        if (family != LinuxSocket.AF_INET && family != LinuxSocket.AF_INET6) {
            return null;
        }
        @Nullable InetAddress address = null;
        OptionalLong mac = OptionalLong.empty();
        Attributes attributes = new Attributes(segment, body + Ndmsg.SIZEOF, end);
        while (attributes.next()) {
            switch (attributes.type()) {
                case NDA_DST -> address = InetAddress.getByAddress(attributes.bytes());
                case NDA_LLADDR -> mac = Mac.parse(attributes.bytes());
                default -> {}
            }
        }
        if (address == null) {
            return null;
        }
        NeighbourState state = NeighbourState.of(Ndmsg.state(segment, body));
        return new Neighbour(Ndmsg.ifindex(segment, body), address, mac, state);
    }
}
