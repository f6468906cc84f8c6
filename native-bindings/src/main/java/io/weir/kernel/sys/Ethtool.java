package io.weir.kernel.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * Numbers and structs of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/ethtool.h">linux/ethtool.h</a>,
 * linux/sockios.h and linux/if.h.
 */
final class Ethtool {
    static final int SIOCETHTOOL = 0x8946;
    static final int IFNAMSIZ = 16;
    static final int ETHTOOL_GTXCSUM = 0x16;
    static final int ETHTOOL_GTSO = 0x1e;
    static final int ETHTOOL_GGSO = 0x23;
    static final int ETHTOOL_GFLAGS = 0x25;
    static final int ETHTOOL_GGRO = 0x2b;
    static final int ETHTOOL_GCHANNELS = 0x3c;
    static final int ETH_FLAG_LRO = 1 << 15;

    /** {@code struct ifreq} with {@code ifr_data} as its union. */
    static final StructLayout IFREQ = MemoryLayout.structLayout(
            MemoryLayout.sequenceLayout(IFNAMSIZ, JAVA_BYTE).withName("ifr_name"),
            ADDRESS.withName("ifr_data"),
            MemoryLayout.paddingLayout(16));

    /** {@code struct ethtool_value}. */
    static final StructLayout VALUE = MemoryLayout.structLayout(JAVA_INT.withName("cmd"), JAVA_INT.withName("data"));

    /** {@code struct ethtool_channels}. */
    static final StructLayout CHANNELS = MemoryLayout.structLayout(
            JAVA_INT.withName("cmd"),
            JAVA_INT.withName("max_rx"),
            JAVA_INT.withName("max_tx"),
            JAVA_INT.withName("max_other"),
            JAVA_INT.withName("max_combined"),
            JAVA_INT.withName("rx_count"),
            JAVA_INT.withName("tx_count"),
            JAVA_INT.withName("other_count"),
            JAVA_INT.withName("combined_count"));

    static final long IFREQ_DATA = IFREQ.byteOffset(groupElement("ifr_data"));
    static final long VALUE_DATA = VALUE.byteOffset(groupElement("data"));
    static final long CHANNELS_RX_COUNT = CHANNELS.byteOffset(groupElement("rx_count"));
    static final long CHANNELS_TX_COUNT = CHANNELS.byteOffset(groupElement("tx_count"));
    static final long CHANNELS_COMBINED_COUNT = CHANNELS.byteOffset(groupElement("combined_count"));

    private Ethtool() {}
}
