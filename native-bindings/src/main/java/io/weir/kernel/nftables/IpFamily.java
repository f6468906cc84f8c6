package io.weir.kernel.nftables;

import java.net.Inet4Address;
import java.net.InetAddress;

/** What differs between IPv4 and IPv6: where things lie (RFC 791, RFC 8200), and nft's names and numbers for them. */
enum IpFamily {
    V4("4", 0x0800, 4, 12, 16, 7),
    V6("6", 0x86dd, 16, 8, 24, 8);

    private final String suffix;
    private final int etherType;
    private final int addressBytes;
    private final int sourceOffset;
    private final int destinationOffset;
    private final int addressType;

    IpFamily(String suffix, int etherType, int addressBytes, int sourceOffset, int destinationOffset, int addressType) {
        this.suffix = suffix;
        this.etherType = etherType;
        this.addressBytes = addressBytes;
        this.sourceOffset = sourceOffset;
        this.destinationOffset = destinationOffset;
        this.addressType = addressType;
    }

    /** At the end of names of sets. */
    String suffix() {
        return suffix;
    }

    /** The chain of its packets. */
    String chain() {
        return "ip" + suffix;
    }

    int etherType() {
        return etherType;
    }

    int addressBytes() {
        return addressBytes;
    }

    int sourceOffset() {
        return sourceOffset;
    }

    int destinationOffset() {
        return destinationOffset;
    }

    /** {@code TYPE_IPADDR} or {@code TYPE_IP6ADDR} of nft's include/datatype.h: only for {@code nft list}. */
    int addressType() {
        return addressType;
    }

    boolean has(InetAddress address) {
        return address instanceof Inet4Address == (this == V4);
    }
}
