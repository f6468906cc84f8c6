package io.weir.kernel.netlink;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What an interface's driver says it can do with XDP: the generic netlink family {@code netdev}, with the numbers of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/netdev.h">linux/netdev.h</a>.
 *
 * @param bits {@code NETDEV_XDP_ACT_…}
 */
public record DriverXdp(long bits) {
    static final int GENL_ID_CTRL = 16;
    static final int CTRL_CMD_GETFAMILY = 3;
    static final int CTRL_ATTR_FAMILY_ID = 1;
    static final int CTRL_ATTR_FAMILY_NAME = 2;

    private static final int NETDEV_CMD_DEV_GET = 1;
    private static final int NETDEV_A_DEV_IFINDEX = 1;
    private static final int NETDEV_A_DEV_XDP_FEATURES = 3;
    private static final long NETDEV_XDP_ACT_BASIC = 1;
    private static final long NETDEV_XDP_ACT_REDIRECT = 1 << 1;
    private static final long NETDEV_XDP_ACT_XSK_ZEROCOPY = 1 << 3;
    private static final long NETDEV_XDP_ACT_RX_SG = 1 << 5;

    private static final byte[] FAMILY = "netdev\0".getBytes(StandardCharsets.US_ASCII);

    /**
     * Asks, in the network namespace of the calling thread. Empty where the kernel does not know: before Linux 6.3.
     *
     * @param interfaceIndex the kernel's index
     */
    public static Optional<DriverXdp> of(int interfaceIndex) throws IOException {
        try (NetlinkSocket socket = NetlinkSocket.open(Netlink.NETLINK_GENERIC)) {
            Request request = socket.request();
            Genlmsghdr.set(request.segment(), request.begin(GENL_ID_CTRL, 0, Genlmsghdr.SIZEOF), CTRL_CMD_GETFAMILY);
            request.attribute(CTRL_ATTR_FAMILY_NAME, FAMILY);
            Answer family = new Answer(CTRL_ATTR_FAMILY_ID, Short.BYTES);
            try {
                socket.ask("look for the generic netlink family netdev", family);
            } catch (ErrnoException e) {
                if (e.errno() == Errno.ENOENT) {
                    return Optional.empty();
                }
                throw e;
            }
            Genlmsghdr.set(
                    request.segment(), request.begin((int) family.value, 0, Genlmsghdr.SIZEOF), NETDEV_CMD_DEV_GET);
            request.attributeU32(NETDEV_A_DEV_IFINDEX, interfaceIndex);
            Answer features = new Answer(NETDEV_A_DEV_XDP_FEATURES, Long.BYTES);
            socket.ask("XDP features of interface " + interfaceIndex, features);
            return Optional.of(new DriverXdp(features.value));
        }
    }

    /** Whether programs run in the driver, and may redirect. */
    public boolean nativeMode() {
        return (bits & NETDEV_XDP_ACT_BASIC) != 0 && (bits & NETDEV_XDP_ACT_REDIRECT) != 0;
    }

    /** Whether AF_XDP sockets receive and send without a copy. */
    public boolean zeroCopy() {
        return (bits & NETDEV_XDP_ACT_XSK_ZEROCOPY) != 0;
    }

    /** Whether programs in the driver see frames in several buffers. */
    public boolean severalBuffers() {
        return (bits & NETDEV_XDP_ACT_RX_SG) != 0;
    }

    /** One number of an answer. */
    private static final class Answer implements NetlinkSocket.DumpReader {
        private final int type;
        private final int bytes;
        private long value;

        Answer(int type, int bytes) {
            this.type = type;
            this.bytes = bytes;
        }

        @Override
        public void restart() {
            value = 0;
        }

        @Override
        public void message(int messageType, MemorySegment segment, long body, long end) throws IOException {
            Attributes attributes = new Attributes(segment, body + Genlmsghdr.SIZEOF, end);
            while (attributes.next()) {
                if (attributes.type() == type && attributes.length() >= bytes) {
                    value = bytes == Long.BYTES
                            ? segment.get(JAVA_LONG_UNALIGNED, attributes.value())
                            : Short.toUnsignedLong(segment.get(JAVA_SHORT, attributes.value()));
                }
            }
        }
    }
}
