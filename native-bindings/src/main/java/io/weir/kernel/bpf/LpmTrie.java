package io.weir.kernel.bpf;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The longest of the prefixes that some bytes begin with: {@code struct bpf_lpm_trie_key} of linux/bpf.h. A key is a
 * length in bits, 32 bits in the machine's byte order, and the bytes it counts in, most significant bit first.
 */
public final class LpmTrie extends BpfMap {
    private static final int LENGTH_BYTES = Integer.BYTES;

    /** LPM_DATA_SIZE_MAX of kernel/bpf/lpm_trie.c. */
    private static final int MAX_DATA_BYTES = 256;

    private LpmTrie(Fd fd, MapShape shape) {
        super(fd, shape);
    }

    /**
     * Makes one; memory is taken as prefixes come. One prefix too many is refused with ENOSPC.
     *
     * @param dataBytes bytes that prefixes are taken of, 1 to 256
     */
    public static LpmTrie create(String name, int dataBytes, int valueBytes, int maxEntries) throws ErrnoException {
        MapShape shape = shape(name, dataBytes, valueBytes, maxEntries);
        return new LpmTrie(make(shape), shape);
    }

    /** Opens one that was pinned. Fails with EINVAL when it is of another shape. */
    public static LpmTrie pinned(Path file, String name, int dataBytes, int valueBytes, int maxEntries)
            throws ErrnoException {
        MapShape shape = shape(name, dataBytes, valueBytes, maxEntries);
        return new LpmTrie(MapInfo.open(file, shape), shape);
    }

    private static MapShape shape(String name, int dataBytes, int valueBytes, int maxEntries) {
        if (dataBytes < 1 || dataBytes > MAX_DATA_BYTES) {
            throw new IllegalArgumentException("prefixes of " + dataBytes + " bytes, not of 1 to " + MAX_DATA_BYTES);
        }
        return new MapShape(name, MapKind.LPM_TRIE, LENGTH_BYTES + dataBytes, valueBytes, maxEntries);
    }

    /**
     * A key.
     *
     * @param bits length of the prefix, 0 to 8 for each byte
     * @param data as many bytes as the map is made for; those behind the prefix do not count
     */
    public static byte[] key(int bits, byte[] data) {
        if (bits < 0 || bits > data.length * Byte.SIZE) {
            throw new IllegalArgumentException("a prefix of " + bits + " bits in " + data.length + " bytes");
        }
        return ByteBuffer.allocate(LENGTH_BYTES + data.length)
                .order(ByteOrder.nativeOrder())
                .putInt(bits)
                .put(data)
                .array();
    }

    /** Sets the value of a prefix, there before or not. */
    public void put(byte[] key, byte[] value) throws ErrnoException {
        write(key, value, LinuxBpf.BPF_ANY);
    }

    /** The value of the longest prefix that the key begins with, or null if there is none; not just of an equal one. */
    public byte @Nullable [] longest(byte[] key) throws ErrnoException {
        return read(key);
    }

    /** Removes exactly this prefix; false if there was none. */
    public boolean delete(byte[] key) throws ErrnoException {
        return remove(key);
    }

    /** All prefixes, longer ones before those they begin with. Needs Linux 4.16. */
    public List<byte[]> keys() throws ErrnoException {
        return allKeys();
    }
}
