package io.weir.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.weir.kernel.sys.BpfCall;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map that programs in the kernel and this process share. It lives until it is closed here, and no loaded program and
 * no pin refers to it. Every call here is a system call and allocates: for the thread that controls, not for the one
 * that forwards. Any thread may call; each change of one entry is seen by programs whole or not at all, except in
 * arrays, whose values are overwritten in place.
 */
public abstract sealed class BpfMap implements AutoCloseable
        permits BpfArray, BpfHash, DeviceMap, LpmTrie, PerCpuArray, SocketMap {
    /** A map that others change meanwhile is read so many times over at most. */
    private static final int MAX_ROUNDS = 4;

    private final Fd fd;
    private final MapShape shape;

    /** Over a descriptor that it owns from now on. */
    BpfMap(Fd fd, MapShape shape) {
        this.fd = fd;
        this.shape = shape;
    }

    static Fd make(MapShape shape) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(MapCreateAttr.LAYOUT);
            MapCreateAttr.set(attr, shape);
            int result = BpfCall.bpf(LinuxBpf.BPF_MAP_CREATE, attr);
            String what = "make the " + shape.kind().text() + " map \"" + shape.name() + "\" of " + shape.maxEntries()
                    + " entries";
            if (result < 0) {
                throw new ErrnoException(what, -result, Refusal.ofMap(-result, shape));
            }
            return Fd.own(result, "BPF map " + shape.name());
        }
    }

    /** What it is made of. */
    public final MapShape shape() {
        return shape;
    }

    /** By which programs refer to it. */
    public final String name() {
        return shape.name();
    }

    /** Its descriptor; it stays the map's. */
    public final Fd fd() {
        return fd;
    }

    /**
     * Gives it a name in a BPF file system, by which it lives on without this process.
     *
     * @param file must not exist; its folder is in a bpffs, as {@code /sys/fs/bpf}
     */
    public final void pin(Path file) throws ErrnoException {
        Pins.pin(fd, file);
    }

    /** Writes one entry; {@code flags} are BPF_ANY, BPF_NOEXIST and BPF_EXIST. */
    final void write(byte[] key, byte[] value, int flags) throws ErrnoException {
        requireKey(key);
        int bytes = valueBuffer();
        if (value.length != bytes) {
            throw new IllegalArgumentException(
                    "map " + name() + " has values of " + bytes + " bytes, not " + value.length);
        }
        try (Arena arena = Arena.ofConfined()) {
            int result = call(LinuxBpf.BPF_MAP_UPDATE_ELEM, arena, copy(arena, key), copy(arena, value), flags);
            if (result < 0) {
                throw new ErrnoException("write to map \"" + name() + "\"", -result, Refusal.ofUpdate(-result, shape));
            }
        }
    }

    /** The value, or null if there is no such key. */
    final byte @Nullable [] read(byte[] key) throws ErrnoException {
        requireKey(key);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(valueBuffer(), Long.BYTES);
            int result = call(LinuxBpf.BPF_MAP_LOOKUP_ELEM, arena, copy(arena, key), value, 0);
            if (result == -Errno.ENOENT) {
                return null;
            }
            Errno.check(result, "read from map \"" + name() + "\"");
            return value.toArray(JAVA_BYTE);
        }
    }

    /** Removes an entry; false if there was none. */
    final boolean remove(byte[] key) throws ErrnoException {
        requireKey(key);
        try (Arena arena = Arena.ofConfined()) {
            int result =
                    call(LinuxBpf.BPF_MAP_DELETE_ELEM, arena, copy(arena, key), MemorySegment.NULL, LinuxBpf.BPF_ANY);
            if (result == -Errno.ENOENT) {
                return false;
            }
            Errno.check(result, "delete from map \"" + name() + "\"");
            return true;
        }
    }

    /**
     * All keys, in the kernel's order, each once. What comes and goes meanwhile may be among them or not; when the key
     * just read goes, the kernel begins from the start again.
     */
    final List<byte[]> allKeys() throws ErrnoException {
        List<byte[]> keys = new ArrayList<>();
        Set<ByteBuffer> seen = new HashSet<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = MemorySegment.NULL;
            MemorySegment next = arena.allocate(shape.keyBytes(), Long.BYTES);
            MemorySegment current = arena.allocate(shape.keyBytes(), Long.BYTES);
            MemorySegment attr = arena.allocate(MapElementAttr.LAYOUT);
            for (long i = 0; i < (long) MAX_ROUNDS * shape.maxEntries(); i++) {
                MapElementAttr.set(attr, fd, key, next, 0);
                int result = BpfCall.bpf(LinuxBpf.BPF_MAP_GET_NEXT_KEY, attr);
                if (result == -Errno.ENOENT) {
                    break;
                }
                Errno.check(result, "read the keys of map \"" + name() + "\"");
                byte[] bytes = next.toArray(JAVA_BYTE);
                if (seen.add(ByteBuffer.wrap(bytes))) {
                    keys.add(bytes);
                }
                key = current.copyFrom(next);
            }
        }
        return keys;
    }

    private int call(int command, Arena arena, MemorySegment key, MemorySegment value, int flags) {
        MemorySegment attr = arena.allocate(MapElementAttr.LAYOUT);
        MapElementAttr.set(attr, fd, key, value, flags);
        return BpfCall.bpf(command, attr);
    }

    /** Bytes of a value as the kernel reads and writes it here. */
    int valueBuffer() {
        return shape.valueBytes();
    }

    private void requireKey(byte[] key) {
        if (key.length != shape.keyBytes()) {
            throw new IllegalArgumentException(
                    "map " + name() + " has keys of " + shape.keyBytes() + " bytes, not " + key.length);
        }
    }

    static MemorySegment copy(Arena arena, byte[] bytes) {
        MemorySegment segment = arena.allocate(bytes.length, Long.BYTES);
        MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 0, bytes.length);
        return segment;
    }

    /** Lets it go; again is no error. */
    @Override
    public final void close() {
        fd.close();
    }

    @Override
    public final String toString() {
        return fd.toString();
    }
}
