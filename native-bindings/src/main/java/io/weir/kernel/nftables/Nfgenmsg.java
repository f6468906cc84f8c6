package io.weir.kernel.nftables;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@code struct nfgenmsg} of <a
 * href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/netfilter/nfnetlink.h">linux/netfilter/nfnetlink.h</a>.
 */
final class Nfgenmsg {
    private static final ValueLayout.OfShort BIG_ENDIAN_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_BYTE.withName("nfgen_family"), JAVA_BYTE.withName("version"), BIG_ENDIAN_SHORT.withName("res_id"));
    static final long SIZEOF = LAYOUT.byteSize();

    static final long OFFSET_NFGEN_FAMILY = LAYOUT.byteOffset(groupElement("nfgen_family"));
    static final long OFFSET_VERSION = LAYOUT.byteOffset(groupElement("version"));
    static final long OFFSET_RES_ID = LAYOUT.byteOffset(groupElement("res_id"));

    private Nfgenmsg() {}

    static void set(MemorySegment segment, int family, int resId) {
        segment.set(JAVA_BYTE, OFFSET_NFGEN_FAMILY, (byte) family);
        segment.set(JAVA_BYTE, OFFSET_VERSION, (byte) Nfnetlink.NFNETLINK_V0);
        segment.set(BIG_ENDIAN_SHORT, OFFSET_RES_ID, (short) resId);
    }
}
