package io.weir.kernel.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * A TCP packet in an Ethernet frame, written down once more, plainly.
 *
 * @param tags VLAN tags
 * @param ipOptions words of 4 bytes in IPv4, of 8 bytes in one extension header of IPv6
 * @param tcpOptions words of 4 bytes
 * @param padding bytes behind the packet
 */
record TcpFrame(
        boolean ipv4,
        int tags,
        int ipOptions,
        int tcpOptions,
        int sequence,
        int id,
        int flags,
        int payload,
        int padding) {
    private static final int CLIENT = 0x0a09_0001;
    private static final int SERVER = 0x0a09_0002;

    int network() {
        return 14 + 4 * tags;
    }

    int transport() {
        return network() + (ipv4 ? 20 + 4 * ipOptions : 40 + 8 * ipOptions);
    }

    int headers() {
        return transport() + 20 + 4 * tcpOptions;
    }

    byte[] bytes(Random random) {
        byte[] data = new byte[payload];
        random.nextBytes(data);
        return with(data);
    }

    byte[] with(byte[] data) {
        byte[] all = new byte[headers() + payload + padding];
        ByteBuffer out = ByteBuffer.wrap(all);
        network(all, out, 6, 20 + 4 * tcpOptions + payload);
        out.putInt(0x1f90_c350).putInt(sequence).putInt(0x0102_0304);
        out.put((byte) ((5 + tcpOptions) << 4))
                .put((byte) flags)
                .putShort((short) 0x7fff)
                .putInt(0x0000_0005);
        for (int i = 0; i < tcpOptions; i++) {
            out.putInt(0x0101_0101);
        }
        out.put(data);
        return finish(all, out, 6, 16, 20 + 4 * tcpOptions + payload);
    }

    /** The same with UDP. */
    byte[] asUdp(Random random) {
        byte[] data = new byte[payload];
        random.nextBytes(data);
        byte[] all = new byte[transport() + 8 + payload + padding];
        ByteBuffer out = ByteBuffer.wrap(all);
        network(all, out, 17, 8 + payload);
        out.putInt(0x1f90_c350)
                .putShort((short) (8 + payload))
                .putShort((short) 0)
                .put(data);
        return finish(all, out, 17, 6, 8 + payload);
    }

    private void network(byte[] all, ByteBuffer out, int protocol, int transportLength) {
        out.putLong(0xffff_ffff_ffff_0200L).putInt(7);
        for (int i = 0; i < tags; i++) {
            out.putShort((short) (i == 0 && tags == 2 ? 0x88a8 : 0x8100)).putShort((short) (100 + i));
        }
        out.putShort((short) (ipv4 ? 0x0800 : 0x86dd));
        if (ipv4) {
            int header = 20 + 4 * ipOptions;
            out.put((byte) (0x40 | header / 4)).put((byte) 1).putShort((short) (header + transportLength));
            out.putShort((short) id)
                    .putShort((short) 0x4000)
                    .put((byte) 64)
                    .put((byte) protocol)
                    .putShort((short) 0);
            out.putInt(CLIENT).putInt(SERVER);
            for (int i = 0; i < ipOptions; i++) {
                out.putInt(0x0101_0101);
            }
            byte[] written = Arrays.copyOfRange(all, network(), network() + header);
            out.putShort(network() + 10, (short) checksum(written));
        } else {
            out.putInt(0x6000_1234).putShort((short) (8 * ipOptions + transportLength));
            out.put((byte) (ipOptions > 0 ? 60 : protocol)).put((byte) 64);
            out.putLong(0x2001_0db8_0000_0000L)
                    .putLong(1)
                    .putLong(0x2001_0db8_0000_0000L)
                    .putLong(2);
            if (ipOptions > 0) {
                out.put((byte) protocol).put((byte) (ipOptions - 1)).put(new byte[8 * ipOptions - 2]);
            }
        }
    }

    private byte[] finish(byte[] all, ByteBuffer out, int protocol, int field, int length) {
        byte[] pseudo = pseudoHeader(all, protocol, length);
        byte[] summed = Arrays.copyOf(pseudo, pseudo.length + length);
        System.arraycopy(all, transport(), summed, pseudo.length, length);
        int checksum = checksum(summed);
        out.putShort(transport() + field, (short) (checksum == 0 && protocol == 17 ? 0xffff : checksum));
        return all;
    }

    byte[] pseudoHeader(byte[] frame, int protocol, int length) {
        int addresses = ipv4 ? 8 : 32;
        ByteBuffer pseudo = ByteBuffer.allocate(addresses + 8);
        pseudo.put(frame, network() + (ipv4 ? 12 : 8), addresses).putInt(length).putInt(protocol);
        return pseudo.array();
    }

    /** RFC 1071, word by word. */
    static int checksum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | (i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0);
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }
}
