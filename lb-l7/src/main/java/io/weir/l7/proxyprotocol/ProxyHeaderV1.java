package io.weir.l7.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.weir.core.net.IpAddress;
import io.weir.l7.proxyprotocol.ProxyHeaderParser.Result;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Version 1: one line of text, section 2.1. */
final class ProxyHeaderV1 {
    static final byte[] PREFIX = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    /** The longest line the specification knows, with its CR LF. */
    static final int MOST_BYTES = 107;

    private ProxyHeaderV1() {}

    static Result parse(ByteBuf in) {
        if (!ProxyHeaderParser.beginsLike(in, PREFIX)) {
            return new Result.Malformed("the first bytes are no PROXY header");
        }
        int readable = Math.min(in.readableBytes(), MOST_BYTES);
        int lineFeed = in.indexOf(in.readerIndex(), in.readerIndex() + readable, (byte) '\n');
        if (lineFeed < 0) {
            return readable < MOST_BYTES
                    ? ProxyHeaderParser.INCOMPLETE
                    : new Result.Malformed("a version 1 header has no end within " + MOST_BYTES + " bytes");
        }
        int length = lineFeed + 1 - in.readerIndex();
        String line = in.toString(in.readerIndex(), length, StandardCharsets.US_ASCII);
        if (!line.endsWith("\r\n")) {
            return new Result.Malformed("a version 1 header ends with LF without CR");
        }
        return fields(line.substring(0, length - 2).split(" ", -1), length);
    }

    private static Result fields(String[] fields, int length) {
        if (fields[1].equals("UNKNOWN")) {
            return new Result.Complete(new ProxyHeader.Unknown(), length);
        }
        boolean v6 = fields[1].equals("TCP6");
        if (!v6 && !fields[1].equals("TCP4")) {
            return new Result.Malformed("a version 1 header names a protocol other than TCP4, TCP6 or UNKNOWN");
        }
        if (fields.length != 6) {
            return new Result.Malformed("a version 1 header has " + fields.length + " fields instead of 6");
        }
        Optional<IpAddress> source = IpAddress.parse(fields[2]).filter(address -> address.v6() == v6);
        Optional<IpAddress> destination = IpAddress.parse(fields[3]).filter(address -> address.v6() == v6);
        int sourcePort = port(fields[4]);
        int destinationPort = port(fields[5]);
        if (source.isEmpty() || destination.isEmpty() || sourcePort < 0 || destinationPort < 0) {
            return new Result.Malformed("an address or port of a version 1 header is none");
        }
        return new Result.Complete(
                new ProxyHeader.Proxied(source.get(), sourcePort, destination.get(), destinationPort), length);
    }

    /** 0..65535 without leading zeros, or -1. */
    private static int port(String text) {
        if (!text.matches("0|[1-9][0-9]{0,4}")) {
            return -1;
        }
        int port = Integer.parseInt(text);
        return port > 0xffff ? -1 : port;
    }

    static void write(ProxyHeader header, ByteBuf out) {
        String line = switch (header) {
            case ProxyHeader.Unknown unknown -> "PROXY UNKNOWN\r\n";
            case ProxyHeader.Proxied proxied ->
                "PROXY " + (proxied.source().v6() ? "TCP6 " : "TCP4 ") + proxied.source() + ' '
                        + proxied.destination() + ' ' + proxied.sourcePort() + ' ' + proxied.destinationPort()
                        + "\r\n";
        };
        out.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
    }
}
