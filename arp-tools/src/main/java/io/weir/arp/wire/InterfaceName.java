package io.weir.arp.wire;

import java.net.NetworkInterface;
import java.net.SocketException;

/** The name of an interface, for people. */
public final class InterfaceName {
    private InterfaceName() {}

    /** {@code eth1}; {@code interface 3} when there is none with this index any more. */
    public static String of(int index) {
        try {
            NetworkInterface known = NetworkInterface.getByIndex(index);
            return known == null ? "interface " + index : known.getName();
        } catch (SocketException e) {
            return "interface " + index;
        }
    }
}
