package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * What an interface does for its packets, as {@code ethtool -k} and {@code ethtool -l} show it.
 *
 * @param transmitChecksum finishes checksums
 * @param tso cuts large TCP segments
 * @param gso the kernel cuts large packets just before an interface that cannot
 * @param gro the kernel joins received packets
 * @param lro the interface joins received packets
 * @param channels pairs of receive and transmit queues in use; empty where the driver does not say
 */
public record EthtoolFeatures(
        Feature transmitChecksum, Feature tso, Feature gso, Feature gro, Feature lro, OptionalInt channels) {
    /** A feature's state. */
    public enum Feature {
        /** In use. */
        ON,
        /** Not in use. */
        OFF,
        /** The driver does not say. */
        UNKNOWN
    }

    private static final MethodHandle IOCTL = Downcall.capturingErrno(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));

    /** Reads them, in the network namespace of the calling thread. Needs no privilege. */
    public static EthtoolFeatures of(String interfaceName) throws ErrnoException {
        try (Fd fd = Sockets.open(LinuxSocket.AF_INET, LinuxSocket.SOCK_DGRAM, 0, "ethtool socket");
                Arena arena = Arena.ofConfined()) {
            return new EthtoolFeatures(
                    feature(fd, arena, interfaceName, Ethtool.ETHTOOL_GTXCSUM, 1),
                    feature(fd, arena, interfaceName, Ethtool.ETHTOOL_GTSO, 1),
                    feature(fd, arena, interfaceName, Ethtool.ETHTOOL_GGSO, 1),
                    feature(fd, arena, interfaceName, Ethtool.ETHTOOL_GGRO, 1),
                    feature(fd, arena, interfaceName, Ethtool.ETHTOOL_GFLAGS, Ethtool.ETH_FLAG_LRO),
                    channels(fd, arena, interfaceName));
        }
    }

    private static Feature feature(Fd fd, Arena arena, String name, int command, int mask) throws ErrnoException {
        MemorySegment value = arena.allocate(Ethtool.VALUE);
        value.set(JAVA_INT, 0, command);
        if (!ask(fd, arena, name, value)) {
            return Feature.UNKNOWN;
        }
        return (value.get(JAVA_INT, Ethtool.VALUE_DATA) & mask) == 0 ? Feature.OFF : Feature.ON;
    }

    private static OptionalInt channels(Fd fd, Arena arena, String name) throws ErrnoException {
        MemorySegment channels = arena.allocate(Ethtool.CHANNELS);
        channels.set(JAVA_INT, 0, Ethtool.ETHTOOL_GCHANNELS);
        if (!ask(fd, arena, name, channels)) {
            return OptionalInt.empty();
        }
        int receive = channels.get(JAVA_INT, Ethtool.CHANNELS_RX_COUNT);
        int transmit = channels.get(JAVA_INT, Ethtool.CHANNELS_TX_COUNT);
        return OptionalInt.of(channels.get(JAVA_INT, Ethtool.CHANNELS_COMBINED_COUNT) + Math.min(receive, transmit));
    }

    /** Asks one question over a socket of its own; whether there was an answer. */
    static boolean ask(String name, MemorySegment data) throws ErrnoException {
        try (Fd fd = Sockets.open(LinuxSocket.AF_INET, LinuxSocket.SOCK_DGRAM, 0, "ethtool socket");
                Arena arena = Arena.ofConfined()) {
            return ask(fd, arena, name, data);
        }
    }

    private static boolean ask(Fd fd, Arena arena, String name, MemorySegment data) throws ErrnoException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= Ethtool.IFNAMSIZ) {
            throw new IllegalArgumentException("no name of an interface: " + name);
        }
        MemorySegment request = arena.allocate(Ethtool.IFREQ);
        MemorySegment.copy(bytes, 0, request, JAVA_BYTE, 0, bytes.length);
        request.set(ADDRESS, Ethtool.IFREQ_DATA, data);
        int result = ioctl(fd, Ethtool.SIOCETHTOOL, request);
        if (result == -Errno.ENODEV) {
            throw new ErrnoException("ioctl(SIOCETHTOOL) for " + name, Errno.ENODEV, "is the interface there?");
        }
        return result >= 0;
    }

    private static int ioctl(Fd fd, long request, MemorySegment argument) {
        try {
            MemorySegment state = CallState.ofThread();
            return CallState.result(state, (int) IOCTL.invokeExact(state, fd.number(), request, argument));
        } catch (Throwable t) {
            throw Downcall.failed("ioctl", t);
        }
    }
}
