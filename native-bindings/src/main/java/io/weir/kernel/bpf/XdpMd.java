package io.weir.kernel.bpf;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct xdp_md} of linux/bpf.h, what an XDP program gets in register 1. */
final class XdpMd {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("data"),
            JAVA_INT.withName("data_end"),
            JAVA_INT.withName("data_meta"),
            JAVA_INT.withName("ingress_ifindex"),
            JAVA_INT.withName("rx_queue_index"),
            JAVA_INT.withName("egress_ifindex"));

    static final int DATA = (int) LAYOUT.byteOffset(groupElement("data"));
    static final int DATA_META = (int) LAYOUT.byteOffset(groupElement("data_meta"));
    private static final long DATA_END = LAYOUT.byteOffset(groupElement("data_end"));
    private static final long INGRESS_IFINDEX = LAYOUT.byteOffset(groupElement("ingress_ifindex"));
    private static final long RX_QUEUE_INDEX = LAYOUT.byteOffset(groupElement("rx_queue_index"));

    private XdpMd() {}

    /** For a test run: offsets from the start of the data that goes in, of which metadata is the beginning. */
    static void set(MemorySegment context, int metadata, int length, int interfaceIndex, int queue) {
        context.set(JAVA_INT, DATA, metadata);
        context.set(JAVA_INT, DATA_END, length);
        context.set(JAVA_INT, INGRESS_IFINDEX, interfaceIndex);
        context.set(JAVA_INT, RX_QUEUE_INDEX, queue);
    }
}
