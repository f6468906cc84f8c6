package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/** {@code struct sockaddr_in} of linux/in.h and {@code struct sockaddr_in6} of linux/in6.h, which begin alike. */
final class SockaddrIn {
    private static final int SIZEOF_IN = 16;
    private static final int SIZEOF_IN6 = 28;
    private static final int PORT = 2;
    private static final int ADDRESS_IN = 4;
    private static final int ADDRESS_IN6 = 8;

    private SockaddrIn() {}

    /** The one of the address's family, without flow label and scope. */
    static MemorySegment of(Arena arena, InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        boolean v6 = bytes.length == 16;
        MemorySegment segment = arena.allocate(v6 ? SIZEOF_IN6 : SIZEOF_IN, Integer.BYTES);
        segment.set(JAVA_SHORT, 0, (short) (v6 ? LinuxSocket.AF_INET6 : LinuxSocket.AF_INET));
        segment.set(JAVA_BYTE, PORT, (byte) (address.getPort() >>> 8));
        segment.set(JAVA_BYTE, PORT + 1, (byte) address.getPort());
        MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, v6 ? ADDRESS_IN6 : ADDRESS_IN, bytes.length);
        return segment;
    }
}
