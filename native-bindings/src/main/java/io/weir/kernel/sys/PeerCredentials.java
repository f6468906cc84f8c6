package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is at the other end of a local stream socket, as it was when it connected.
 *
 * @param pid its process; 0 when it is outside our pid namespace
 * @param uid its effective user, 0..4294967295
 * @param gid its effective group, 0..4294967295
 * @param groups its supplementary groups
 */
public record PeerCredentials(int pid, long uid, long gid, List<Long> groups) {
    /** NGROUPS_MAX of linux/limits.h. */
    private static final int MAX_GROUPS = 65536;

    private static final int USUAL_GROUPS = 64;

    /** Copies the list. */
    public PeerCredentials {
        groups = List.copyOf(groups);
    }

    /**
     * Asks the kernel.
     *
     * @param descriptor a connected AF_UNIX stream socket, which stays the caller's
     */
    public static PeerCredentials of(int descriptor) throws ErrnoException {
        Fd fd = Fd.borrow(descriptor, "local socket");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ucred = arena.allocate(Ucred.LAYOUT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) Ucred.SIZEOF);
            Errno.check(
                    Sockets.getsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_PEERCRED, ucred, length),
                    "getsockopt(SO_PEERCRED)");
            return new PeerCredentials(Ucred.pid(ucred), Ucred.uid(ucred), Ucred.gid(ucred), groups(fd, arena));
        }
    }

    private static List<Long> groups(Fd fd, Arena arena) throws ErrnoException {
        MemorySegment length = arena.allocate(JAVA_INT);
        int room = USUAL_GROUPS;
        while (true) {
            MemorySegment ids = arena.allocate(JAVA_INT, room);
            length.set(JAVA_INT, 0, (int) ids.byteSize());
            int result = Sockets.getsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_PEERGROUPS, ids, length);
            if (result == -Errno.ERANGE && room < MAX_GROUPS) {
                room = MAX_GROUPS;
                continue;
            }
            if (result == -Errno.ENODATA) {
                return List.of();
            }
            Errno.check(result, "getsockopt(SO_PEERGROUPS)");
            List<Long> groups = new ArrayList<>();
            for (int i = 0; i < length.get(JAVA_INT, 0) / Integer.BYTES; i++) {
                groups.add(Integer.toUnsignedLong(ids.getAtIndex(JAVA_INT, i)));
            }
            return groups;
        }
    }
}
