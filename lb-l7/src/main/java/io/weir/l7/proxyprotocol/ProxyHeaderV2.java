package io.weir.l7.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.weir.core.net.IpAddress;
import io.weir.l7.proxyprotocol.ProxyHeaderParser.Result;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Version 2: binary, section 2.2; integers in network order. */
final class ProxyHeaderV2 {
    static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    /** Signature, version and command, family and protocol, length. */
    static final int FIXED = 16;
    /** Most that may follow; the specification would allow 65535. */
    static final int MOST_PAYLOAD = 4096;

    private static final int VERSION_AT = 12;
    private static final int FAMILY_AT = 13;
    private static final int LENGTH_AT = 14;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int UNSPEC = 0x00;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int UNIX_STREAM = 0x31;
    private static final int UNKNOWN_SIZE = -1;
    private static final int TLV_HEADER = 3;
    private static final int PP2_TYPE_CRC32C = 0x03;

    private ProxyHeaderV2() {}

    static Result parse(ByteBuf in) {
        if (!ProxyHeaderParser.beginsLike(in, SIGNATURE)) {
            return new Result.Malformed("the first bytes are no PROXY header");
        }
        int readable = in.readableBytes();
        int start = in.readerIndex();
        if (readable <= VERSION_AT) {
            return ProxyHeaderParser.INCOMPLETE;
        }
        int command = in.getUnsignedByte(start + VERSION_AT);
        if (command != LOCAL && command != PROXY) {
            return new Result.Malformed("version and command are 0x%02x".formatted(command));
        }
        if (readable < FIXED) {
            return ProxyHeaderParser.INCOMPLETE;
        }
        int family = in.getUnsignedByte(start + FAMILY_AT);
        int payload = in.getUnsignedShort(start + LENGTH_AT);
        int addresses = addressBytes(family);
        String wrong = command == PROXY ? wrongWithProxy(family, addresses, payload) : wrongLength(payload);
        if (wrong != null) {
            return new Result.Malformed(wrong);
        }
        if (readable < FIXED + payload) {
            return ProxyHeaderParser.INCOMPLETE;
        }
        return whole(in.slice(start, FIXED + payload), command, family, addresses);
    }

    private static @Nullable String wrongWithProxy(int family, int addresses, int payload) {
        if (addresses == UNKNOWN_SIZE) {
            return "family and protocol are 0x%02x".formatted(family);
        }
        return payload < addresses
                ? "the length " + payload + " does not hold the addresses of the family"
                : wrongLength(payload);
    }

    private static @Nullable String wrongLength(int payload) {
        return payload > MOST_PAYLOAD ? "the length " + payload + " is more than " + MOST_PAYLOAD : null;
    }

    private static int addressBytes(int family) {
        return switch (family) {
            case UNSPEC -> 0;
            case TCP4 -> 12;
            case TCP6 -> 36;
            case UNIX_STREAM -> 216;
            default -> UNKNOWN_SIZE;
        };
    }

    private static Result whole(ByteBuf header, int command, int family, int addresses) {
        int length = header.readableBytes();
        // Of a LOCAL header everything is to be skipped, also what cannot be understood.
        boolean skipped = command == LOCAL && (addresses == UNKNOWN_SIZE || FIXED + addresses > length);
        String wrong = skipped ? null : wrongWithTlvs(header, FIXED + addresses);
        if (wrong != null) {
            return new Result.Malformed(wrong);
        }
        boolean known = command == PROXY && (family == TCP4 || family == TCP6);
        return new Result.Complete(known ? proxied(header, family == TCP6) : new ProxyHeader.Unknown(), length);
    }

    private static ProxyHeader.Proxied proxied(ByteBuf header, boolean v6) {
        int size = v6 ? 16 : 4;
        int ports = FIXED + 2 * size;
        return new ProxyHeader.Proxied(
                address(header, FIXED, size),
                header.getUnsignedShort(ports),
                address(header, FIXED + size, size),
                header.getUnsignedShort(ports + 2));
    }

    private static IpAddress address(ByteBuf header, int at, int size) {
        return size == 4 ? IpAddress.v4(header.getInt(at)) : IpAddress.v6(header.getLong(at), header.getLong(at + 8));
    }

    private static @Nullable String wrongWithTlvs(ByteBuf header, int from) {
        int at = from;
        boolean checked = false;
        while (at < header.readableBytes()) {
            if (at + TLV_HEADER > header.readableBytes()) {
                return "a TLV is cut off";
            }
            int type = header.getUnsignedByte(at);
            int size = header.getUnsignedShort(at + 1);
            int value = at + TLV_HEADER;
            if (value + size > header.readableBytes()) {
                return "a TLV is longer than the header";
            }
            if (type == PP2_TYPE_CRC32C) {
                if (checked || size != 4 || header.getInt(value) != checksum(header, value)) {
                    return "the checksum is wrong";
                }
                checked = true;
            }
            at = value + size;
        }
        return null;
    }

    /** CRC32C of the whole header with the four bytes of the checksum itself as zeros. */
    private static int checksum(ByteBuf header, int checksumAt) {
        byte[] bytes = new byte[header.readableBytes()];
        header.getBytes(header.readerIndex(), bytes);
        bytes[checksumAt] = 0;
        bytes[checksumAt + 1] = 0;
        bytes[checksumAt + 2] = 0;
        bytes[checksumAt + 3] = 0;
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    static void write(ProxyHeader header, ByteBuf out) {
        out.writeBytes(SIGNATURE);
        out.writeByte(PROXY);
        switch (header) {
            case ProxyHeader.Unknown unknown -> {
                out.writeByte(UNSPEC);
                out.writeShort(0);
            }
            case ProxyHeader.Proxied proxied -> {
                int family = proxied.source().v6() ? TCP6 : TCP4;
                out.writeByte(family);
                out.writeShort(addressBytes(family));
                out.writeBytes(proxied.source().toBytes());
                out.writeBytes(proxied.destination().toBytes());
                out.writeShort(proxied.sourcePort());
                out.writeShort(proxied.destinationPort());
            }
        }
    }
}
