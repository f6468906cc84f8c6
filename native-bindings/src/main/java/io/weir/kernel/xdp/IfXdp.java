package io.weir.kernel.xdp;

/**
 * Numbers of <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_xdp.h">linux/if_xdp.h</a>.
 * Copies from before Linux 4.18 show another layout.
 */
public final class IfXdp {
    /** bind(2): with the memory of another socket, and its flags. */
    static final int XDP_SHARED_UMEM = 1;

    static final int XDP_COPY = 1 << 1;
    static final int XDP_ZEROCOPY = 1 << 2;
    static final int XDP_USE_NEED_WAKEUP = 1 << 3;
    /** Frames in several chunks; since Linux 6.6. */
    static final int XDP_USE_SG = 1 << 4;

    static final int XDP_MMAP_OFFSETS = 1;
    static final int XDP_RX_RING = 2;
    static final int XDP_TX_RING = 3;
    static final int XDP_UMEM_REG = 4;
    static final int XDP_UMEM_FILL_RING = 5;
    static final int XDP_UMEM_COMPLETION_RING = 6;
    static final int XDP_STATISTICS = 7;
    static final int XDP_OPTIONS = 8;

    static final int XDP_OPTIONS_ZEROCOPY = 1;

    static final int XDP_RING_NEED_WAKEUP = 1;

    /** The packet goes on in the next descriptor. */
    public static final int XDP_PKT_CONTD = 1;

    static final long XDP_PGOFF_RX_RING = 0;
    static final long XDP_PGOFF_TX_RING = 0x8000_0000L;
    static final long XDP_UMEM_PGOFF_FILL_RING = 0x1_0000_0000L;
    static final long XDP_UMEM_PGOFF_COMPLETION_RING = 0x1_8000_0000L;

    /** Bytes in front of a received frame that belong to programs (linux/bpf.h). */
    public static final int XDP_PACKET_HEADROOM = 256;

    private IfXdp() {}
}
