package io.weir.kernel.bpf.filter;

import io.weir.kernel.filter.TransportProtocol;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An entry of the map of tuples: an address, a protocol and ports that are ours.
 *
 * @param kind whether it is about a packet's source or its destination
 * @param protocol TCP or UDP
 * @param address IPv4 or IPv6
 * @param ports one prefix of them
 */
record Tuple(Kind kind, TransportProtocol protocol, InetAddress address, PortPrefix ports) {
    /** {@code u32} length of the prefix, kind, protocol, 16 bytes of address, port in network order. */
    static final int KEY_BYTES = 24;

    static final int KIND = 4;
    static final int PROTOCOL = 5;
    static final int ADDRESS = 6;
    static final int PORT = 22;

    /** Length of the prefix of a key in which every bit counts. */
    static final int KEY_BITS = (KEY_BYTES - Integer.BYTES) * Byte.SIZE;

    /** What a tuple is about. */
    enum Kind {
        /** The source, an address of a server. */
        REPLY(1),
        /** The destination. */
        TRANSLATED(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** As the kernel's trie takes it. */
    byte[] key() {
        ByteBuffer key = ByteBuffer.allocate(KEY_BYTES).order(ByteOrder.nativeOrder());
        key.putInt(KEY_BITS - PortPrefix.PORT_BITS + ports.bits());
        key.put((byte) kind.number()).put((byte) protocol.number()).put(AddressKey.of(address));
        return key.order(ByteOrder.BIG_ENDIAN).putShort((short) ports.first()).array();
    }
}
