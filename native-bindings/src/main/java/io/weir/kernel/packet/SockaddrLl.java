package io.weir.kernel.packet;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.weir.kernel.sys.LinuxSocket;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@code struct sockaddr_ll} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_packet.h">linux/if_packet.h</a>.
 */
final class SockaddrLl {
    private static final int ADDRESS_BYTES = 8;
    private static final ValueLayout.OfShort BE16 = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_SHORT.withName("sll_family"),
            BE16.withName("sll_protocol"),
            JAVA_INT.withName("sll_ifindex"),
            JAVA_SHORT.withName("sll_hatype"),
            JAVA_BYTE.withName("sll_pkttype"),
            JAVA_BYTE.withName("sll_halen"),
            MemoryLayout.sequenceLayout(ADDRESS_BYTES, JAVA_BYTE).withName("sll_addr"));

    static final long OFFSET_FAMILY = LAYOUT.byteOffset(groupElement("sll_family"));
    static final long OFFSET_PROTOCOL = LAYOUT.byteOffset(groupElement("sll_protocol"));
    static final long OFFSET_IFINDEX = LAYOUT.byteOffset(groupElement("sll_ifindex"));

    static final long OFFSET_PKTTYPE = LAYOUT.byteOffset(groupElement("sll_pkttype"));

    private SockaddrLl() {}

    /** Fills a zeroed one. */
    static void set(MemorySegment segment, int protocol, int interfaceIndex) {
        segment.set(JAVA_SHORT, OFFSET_FAMILY, (short) LinuxSocket.AF_PACKET);
        segment.set(BE16, OFFSET_PROTOCOL, (short) protocol);
        segment.set(JAVA_INT, OFFSET_IFINDEX, interfaceIndex);
    }
}
