package io.weir.kernel.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct mmsghdr} of bits/socket.h, the {@code struct msghdr} in it flattened, and {@code struct iovec} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/uio.h">linux/uio.h</a>. For messages of one
 * piece each, without address and control data.
 */
public final class Mmsghdr {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            ADDRESS.withName("msg_hdr.msg_name"),
            JAVA_INT.withName("msg_hdr.msg_namelen"),
            MemoryLayout.paddingLayout(4),
            ADDRESS.withName("msg_hdr.msg_iov"),
            JAVA_LONG.withName("msg_hdr.msg_iovlen"),
            ADDRESS.withName("msg_hdr.msg_control"),
            JAVA_LONG.withName("msg_hdr.msg_controllen"),
            JAVA_INT.withName("msg_hdr.msg_flags"),
            MemoryLayout.paddingLayout(4),
            JAVA_INT.withName("msg_len"),
            MemoryLayout.paddingLayout(4));
    static final StructLayout IOVEC =
            MemoryLayout.structLayout(JAVA_LONG.withName("iov_base"), JAVA_LONG.withName("iov_len"));

    /** Bytes of one. */
    public static final long SIZEOF = LAYOUT.byteSize();

    /** Bytes of a {@code struct iovec}. */
    public static final long IOVEC_SIZEOF = IOVEC.byteSize();

    private static final long OFFSET_IOV = LAYOUT.byteOffset(groupElement("msg_hdr.msg_iov"));
    private static final long OFFSET_IOVLEN = LAYOUT.byteOffset(groupElement("msg_hdr.msg_iovlen"));
    private static final long OFFSET_IOV_BASE = IOVEC.byteOffset(groupElement("iov_base"));
    private static final long OFFSET_IOV_LEN = IOVEC.byteOffset(groupElement("iov_len"));

    private Mmsghdr() {}

    /** Points message {@code i} of a zeroed array at piece {@code i} of an array of {@code struct iovec}. */
    public static void join(MemorySegment messages, MemorySegment pieces, int i) {
        long base = i * SIZEOF;
        messages.set(ADDRESS, base + OFFSET_IOV, pieces.asSlice(i * IOVEC_SIZEOF, IOVEC_SIZEOF));
        messages.set(JAVA_LONG, base + OFFSET_IOVLEN, 1);
    }

    /**
     * Sets piece {@code i}.
     *
     * @param address of native memory that the caller keeps
     * @param length bytes
     */
    public static void piece(MemorySegment pieces, int i, long address, long length) {
        long base = i * IOVEC_SIZEOF;
        pieces.set(JAVA_LONG, base + OFFSET_IOV_BASE, address);
        pieces.set(JAVA_LONG, base + OFFSET_IOV_LEN, length);
    }
}
