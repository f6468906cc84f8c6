package io.weir.kernel.netlink;

import java.net.InetAddress;

/**
 * An address of an interface.
 *
 * @param interfaceIndex index of the interface
 * @param address the local address
 * @param prefix length of its subnet in bits; the whole address for one end of a point-to-point link
 * @param flags {@code IFA_F_…} of {@link IfAddr}
 * @param protocol who put it there, {@code IFA_PROTO}: 0 unknown or a kernel before 5.18, 1..3 the kernel itself,
 *     others by agreement between programs; 0..255
 */
public record InterfaceAddress(int interfaceIndex, InetAddress address, int prefix, int flags, int protocol) {
    /** Whether nobody may bind it yet, because duplicate address detection is running. */
    public boolean tentative() {
        return (flags & IfAddr.IFA_F_TENTATIVE) != 0;
    }

    /** Whether the kernel avoids it as the source of new connections. */
    public boolean deprecated() {
        return (flags & IfAddr.IFA_F_DEPRECATED) != 0;
    }

    /** {@code 192.0.2.1/24}. */
    public String text() {
        return address.getHostAddress() + "/" + prefix;
    }
}
