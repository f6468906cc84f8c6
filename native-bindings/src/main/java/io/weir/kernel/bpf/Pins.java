package io.weir.kernel.bpf;

import io.weir.kernel.sys.BpfCall;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Names for maps, programs and links in a BPF file system. A pin is removed as any file, by unlinking it. */
final class Pins {
    private Pins() {}

    static void pin(Fd fd, Path file) throws ErrnoException {
        int result = call(LinuxBpf.BPF_OBJ_PIN, file, fd.number());
        if (result < 0) {
            String hint = switch (-result) {
                case Errno.EPERM -> "the folder is not in a BPF file system: mount -t bpf bpf /sys/fs/bpf";
                case Errno.EEXIST -> "remove the file, or choose another name";
                case Errno.ENOENT -> "make its folder first";
                default -> "";
            };
            throw new ErrnoException("pin " + fd + " as " + file, -result, hint);
        }
    }

    static Fd open(Path file, String purpose) throws ErrnoException {
        return Fd.own(Errno.check(call(LinuxBpf.BPF_OBJ_GET, file, 0), "open the pinned " + file), purpose);
    }

    private static int call(int command, Path file, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(ObjectAttr.LAYOUT);
            ObjectAttr.set(attr, arena.allocateFrom(file.toAbsolutePath().toString()), fd);
            return BpfCall.bpf(command, attr);
        }
    }
}
