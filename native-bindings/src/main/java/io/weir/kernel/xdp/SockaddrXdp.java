package io.weir.kernel.xdp;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.weir.kernel.sys.LinuxSocket;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct sockaddr_xdp} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_xdp.h">linux/if_xdp.h</a>.
 */
final class SockaddrXdp {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_SHORT.withName("sxdp_family"),
            JAVA_SHORT.withName("sxdp_flags"),
            JAVA_INT.withName("sxdp_ifindex"),
            JAVA_INT.withName("sxdp_queue_id"),
            JAVA_INT.withName("sxdp_shared_umem_fd"));

    private static final long FAMILY = LAYOUT.byteOffset(groupElement("sxdp_family"));
    private static final long FLAGS = LAYOUT.byteOffset(groupElement("sxdp_flags"));
    private static final long IFINDEX = LAYOUT.byteOffset(groupElement("sxdp_ifindex"));
    private static final long QUEUE_ID = LAYOUT.byteOffset(groupElement("sxdp_queue_id"));
    private static final long SHARED_UMEM_FD = LAYOUT.byteOffset(groupElement("sxdp_shared_umem_fd"));

    private SockaddrXdp() {}

    static void set(MemorySegment segment, int flags, int interfaceIndex, int queue, int sharedUmemFd) {
        segment.set(JAVA_SHORT, FAMILY, (short) LinuxSocket.AF_XDP);
        segment.set(JAVA_SHORT, FLAGS, (short) flags);
        segment.set(JAVA_INT, IFINDEX, interfaceIndex);
        segment.set(JAVA_INT, QUEUE_ID, queue);
        segment.set(JAVA_INT, SHARED_UMEM_FD, sharedUmemFd);
    }
}
