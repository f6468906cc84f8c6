package io.weir.kernel.xdp;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * {@code struct xdp_desc} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/if_xdp.h">linux/if_xdp.h</a>: an entry of a
 * receive or transmit ring.
 */
final class XdpDesc {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_LONG.withName("addr"), JAVA_INT.withName("len"), JAVA_INT.withName("options"));

    static final int SIZEOF = (int) LAYOUT.byteSize();
    static final long ADDR = LAYOUT.byteOffset(groupElement("addr"));
    static final long LEN = LAYOUT.byteOffset(groupElement("len"));
    static final long OPTIONS = LAYOUT.byteOffset(groupElement("options"));

    private XdpDesc() {}
}
