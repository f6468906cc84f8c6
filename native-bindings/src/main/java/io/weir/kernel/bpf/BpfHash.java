package io.weir.kernel.bpf;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A hash: values of some bytes by keys of some bytes, in the order that the program gives the bytes. */
public final class BpfHash extends BpfMap {
    private BpfHash(Fd fd, MapShape shape) {
        super(fd, shape);
    }

    /** Makes one whose memory is there from the start, for this many entries. One more is refused with E2BIG. */
    public static BpfHash create(String name, int keyBytes, int valueBytes, int maxEntries) throws ErrnoException {
        return ofShape(new MapShape(name, MapKind.HASH, keyBytes, valueBytes, maxEntries));
    }

    /** Makes one that drops entries not used for long when it is full, some even before. */
    public static BpfHash leastRecentlyUsed(String name, int keyBytes, int valueBytes, int maxEntries)
            throws ErrnoException {
        return ofShape(new MapShape(name, MapKind.LRU_HASH, keyBytes, valueBytes, maxEntries));
    }

    private static BpfHash ofShape(MapShape shape) throws ErrnoException {
        return new BpfHash(make(shape), shape);
    }

    /** Opens one that was pinned. Fails with EINVAL when it is of another shape. */
    public static BpfHash pinned(Path file, MapShape shape) throws ErrnoException {
        return new BpfHash(MapInfo.open(file, shape), shape);
    }

    /** Sets a value, there before or not. */
    public void put(byte[] key, byte[] value) throws ErrnoException {
        write(key, value, LinuxBpf.BPF_ANY);
    }

    /** Sets a value that must not be there before; else it fails with EEXIST. */
    public void add(byte[] key, byte[] value) throws ErrnoException {
        write(key, value, LinuxBpf.BPF_NOEXIST);
    }

    /** Changes a value; fails with ENOENT when the key is not there. */
    public void replace(byte[] key, byte[] value) throws ErrnoException {
        write(key, value, LinuxBpf.BPF_EXIST);
    }

    /** The value, or null if the key is not there. */
    public byte @Nullable [] value(byte[] key) throws ErrnoException {
        return read(key);
    }

    /** Removes an entry; false if there was none. */
    public boolean delete(byte[] key) throws ErrnoException {
        return remove(key);
    }

    /** All keys, in no order, each once. */
    public List<byte[]> keys() throws ErrnoException {
        return allKeys();
    }
}
