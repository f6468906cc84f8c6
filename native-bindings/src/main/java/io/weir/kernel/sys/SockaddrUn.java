package io.weir.kernel.sys;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;

/**
 * {@code struct sockaddr_un} of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/un.h">linux/un.h</a>.
 */
final class SockaddrUn {
    /** Bytes in {@code sun_path}, the final zero included. */
    static final int UNIX_PATH_MAX = 108;

    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_SHORT.withName("sun_family"),
            MemoryLayout.sequenceLayout(UNIX_PATH_MAX, JAVA_BYTE).withName("sun_path"));

    private static final long OFFSET_FAMILY = LAYOUT.byteOffset(groupElement("sun_family"));
    private static final long OFFSET_PATH = LAYOUT.byteOffset(groupElement("sun_path"));

    private SockaddrUn() {}

    /** The bytes of a path or, behind {@code @}, of an abstract name; without the final zero. */
    static byte[] path(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (name.startsWith("@")) {
            bytes[0] = 0;
        }
        return bytes;
    }

    /** An address of the length the kernel expects: an abstract name is not closed by a zero. */
    static MemorySegment allocate(Arena arena, byte[] path) {
        boolean isAbstract = path.length > 0 && path[0] == 0;
        MemorySegment address = arena.allocate(OFFSET_PATH + path.length + (isAbstract ? 0 : 1), 2);
        address.set(JAVA_SHORT, OFFSET_FAMILY, (short) LinuxSocket.AF_UNIX);
        MemorySegment.copy(path, 0, address, JAVA_BYTE, OFFSET_PATH, path.length);
        return address;
    }
}
