package io.weir.kernel.io;

/**
 * An interface that carries frames. Its place in {@link PacketIo#links()} is its number on the packet path.
 *
 * @param interfaceIndex the kernel's index, at least 1
 * @param name as in {@code ip link}
 * @param mac its Ethernet address in the low 48 bits, first byte highest
 * @param mtu largest IP packet it sends, in bytes
 */
public record PacketLink(int interfaceIndex, String name, long mac, int mtu) {
    /** Stands where a number has no interface any more. */
    public static final PacketLink GONE = new PacketLink(0, "gone", 0, 0);
}
