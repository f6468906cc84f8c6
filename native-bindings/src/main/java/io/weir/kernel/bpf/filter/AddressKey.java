package io.weir.kernel.bpf.filter;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Addresses of both families as keys of one length: IPv4 is mapped into IPv6 (RFC 4291, section 2.5.5.2). */
final class AddressKey {
    /** Bytes of a key. */
    static final int BYTES = 16;

    private static final int IPV4_BYTES = 4;
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

    private AddressKey() {}

    static byte[] of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == IPV4_BYTES
                ? ByteBuffer.allocate(BYTES).put(MAPPED).put(bytes).array()
                : bytes;
    }
}
