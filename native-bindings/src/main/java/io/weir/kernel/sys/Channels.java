package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The queues of an interface that are in use, as {@code ethtool -l} shows them.
 *
 * @param receive at least 1
 * @param transmit at least 1
 */
public record Channels(int receive, int transmit) {
    /** Reads them, in the network namespace of the calling thread; one each where the driver does not say. */
    public static Channels of(String interfaceName) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment channels = arena.allocate(Ethtool.CHANNELS);
            channels.set(JAVA_INT, 0, Ethtool.ETHTOOL_GCHANNELS);
            if (!EthtoolFeatures.ask(interfaceName, channels)) {
                return new Channels(1, 1);
            }
            int combined = channels.get(JAVA_INT, Ethtool.CHANNELS_COMBINED_COUNT);
            return new Channels(
                    Math.max(1, combined + channels.get(JAVA_INT, Ethtool.CHANNELS_RX_COUNT)),
                    Math.max(1, combined + channels.get(JAVA_INT, Ethtool.CHANNELS_TX_COUNT)));
        }
    }
}
