package io.weir.arp.check;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An ARP message that names a group as the place of an address, as NLB in mode multicast sends: not valid, so nothing is
 * learned from it, but worth a word.
 */
record ClusterReply(IpAddress address, MacAddress mac) {
    private static final int ETHER_TYPE = 12;
    private static final int ARP = 0x0806;
    private static final int SENDER_MAC = 14 + 8;
    private static final int SENDER_ADDRESS = SENDER_MAC + 6;
    private static final int LENGTH = 14 + 28;

    /** Null for any other frame. */
    static @Nullable ClusterReply read(byte[] frame) {
        if (frame.length < LENGTH || (((frame[ETHER_TYPE] & 0xff) << 8) | (frame[ETHER_TYPE + 1] & 0xff)) != ARP) {
            return null;
        }
        MacAddress mac = MacAddress.ofBytes(Arrays.copyOfRange(frame, SENDER_MAC, SENDER_ADDRESS));
        return mac.isGroup() && MacVendors.isLoadBalancing(mac)
                ? new ClusterReply(
                        IpAddress.ofBytes(Arrays.copyOfRange(frame, SENDER_ADDRESS, SENDER_ADDRESS + 4)), mac)
                : null;
    }
}
