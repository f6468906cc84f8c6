package io.weir.kernel.bpf.filter;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Frames by their fields; checksums are zero, which the filter does not look at. */
final class Frames {
    static final int ETHERNET_BYTES = 14;

    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMPV6 = 58;

    private static final byte[] MACS = hex("020000000002" + "020000000001");

    private Frames() {}

    static byte[] hex(String... text) {
        return HexFormat.of().parseHex(String.join("", text));
    }

    static byte[] join(byte[]... parts) {
        int bytes = 0;
        for (byte[] part : parts) {
            bytes += part.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(bytes);
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    static byte[] ethernet(int etherType, byte[] payload) {
        return join(MACS, u16(etherType), payload);
    }

    /** With a VLAN tag of this EtherType behind the addresses. */
    static byte[] tagged(int tag, byte[] frame) {
        ByteBuffer tagged = ByteBuffer.allocate(frame.length + 4);
        return tagged.put(frame, 0, MACS.length)
                .put(u16(tag))
                .put(u16(42))
                .put(frame, MACS.length, frame.length - MACS.length)
                .array();
    }

    /** An IP packet of the family of its addresses. */
    static byte[] ip(String from, String to, int protocol, byte[] payload) {
        return from.contains(":") ? ipv6(from, to, protocol, payload) : ipv4(from, to, protocol, payload, 0, "");
    }

    static byte[] ipv4(String from, String to, int protocol, byte[] payload, int fragment, String options) {
        byte[] extra = hex(options);
        int header = 20 + extra.length;
        return join(
                new byte[] {(byte) (0x40 | header / 4), 0},
                u16(header + payload.length),
                u16(7),
                u16(fragment),
                new byte[] {64, (byte) protocol, 0, 0},
                address(from),
                address(to),
                extra,
                payload);
    }

    static byte[] ipv6(String from, String to, int next, byte[] payload) {
        return join(
                hex("60000000"),
                u16(payload.length),
                new byte[] {(byte) next, 64},
                address(from),
                address(to),
                payload);
    }

    static byte[] frame(byte[] packet) {
        return ethernet(packet[0] >> 4 == 4 ? 0x0800 : 0x86dd, packet);
    }

    /** TCP or UDP from a port to another, 20 bytes of header; or of a UDP datagram with 12 bytes in it. */
    static byte[] ports(int from, int to) {
        return join(u16(from), u16(to), new byte[16]);
    }

    static byte[] transport(String from, int fromPort, String to, int toPort, int protocol) {
        return frame(ip(from, to, protocol, ports(fromPort, toPort)));
    }

    /** An ICMP or ICMPv6 message with a packet behind its 8 bytes. */
    static byte[] icmp(int type, byte[] quoted) {
        return join(new byte[] {(byte) type, 0, 0, 0, 0, 0, 0, 0}, quoted);
    }

    static byte[] arp(int operation, String sender, String target) {
        return ethernet(
                0x0806,
                join(
                        hex("000108000604"),
                        u16(operation),
                        hex("020000000001"),
                        address(sender),
                        new byte[6],
                        address(target)));
    }

    static byte[] solicitation(String from, String to, String target) {
        return frame(ipv6(from, to, ICMPV6, join(hex("8700000000000000"), address(target), hex("0101020000000001"))));
    }

    static byte[] u16(int value) {
        return new byte[] {(byte) (value >> Byte.SIZE), (byte) value};
    }

    static byte[] address(String text) {
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
