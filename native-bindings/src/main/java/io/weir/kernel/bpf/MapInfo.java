package io.weir.kernel.bpf;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.file.Path;

/** The beginning of {@code struct bpf_map_info} of linux/bpf.h. */
final class MapInfo {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("type"),
            JAVA_INT.withName("id"),
            JAVA_INT.withName("key_size"),
            JAVA_INT.withName("value_size"),
            JAVA_INT.withName("max_entries"),
            JAVA_INT.withName("map_flags"),
            MemoryLayout.sequenceLayout(LinuxBpf.BPF_OBJ_NAME_LEN, JAVA_BYTE).withName("name"));

    private static final long TYPE = LAYOUT.byteOffset(groupElement("type"));
    private static final long KEY_SIZE = LAYOUT.byteOffset(groupElement("key_size"));
    private static final long VALUE_SIZE = LAYOUT.byteOffset(groupElement("value_size"));
    private static final long MAX_ENTRIES = LAYOUT.byteOffset(groupElement("max_entries"));

    private MapInfo() {}

    /** Opens a pinned map that must have this shape. */
    static Fd open(Path file, MapShape shape) throws ErrnoException {
        Fd fd = Pins.open(file, "BPF map " + shape.name());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = InfoAttr.ask(fd, LAYOUT, arena);
            if (info.get(JAVA_INT, TYPE) != shape.kind().number()
                    || info.get(JAVA_INT, KEY_SIZE) != shape.keyBytes()
                    || info.get(JAVA_INT, VALUE_SIZE) != shape.valueBytes()
                    || info.get(JAVA_INT, MAX_ENTRIES) != shape.maxEntries()) {
                throw new ErrnoException(
                        "open the pinned " + file, Errno.EINVAL, "it is no map of this shape: " + shape);
            }
            return fd;
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }
}
