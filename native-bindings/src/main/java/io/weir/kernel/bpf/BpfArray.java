package io.weir.kernel.bpf;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Objects;

/** An array: values of some bytes by index, all there from the start, zero. */
public final class BpfArray extends BpfMap {
    private BpfArray(Fd fd, MapShape shape) {
        super(fd, shape);
    }

    /** Makes one. */
    public static BpfArray create(String name, int valueBytes, int entries) throws ErrnoException {
        MapShape shape = shape(name, valueBytes, entries);
        return new BpfArray(make(shape), shape);
    }

    /** Opens one that was pinned. Fails with EINVAL when it is of another shape. */
    public static BpfArray pinned(Path file, String name, int valueBytes, int entries) throws ErrnoException {
        MapShape shape = shape(name, valueBytes, entries);
        return new BpfArray(MapInfo.open(file, shape), shape);
    }

    private static MapShape shape(String name, int valueBytes, int entries) {
        return new MapShape(name, MapKind.ARRAY, Integer.BYTES, valueBytes, entries);
    }

    /** Sets a value, in place: a program may see a part of it. An index that is too high is refused with E2BIG. */
    public void put(int index, byte[] value) throws ErrnoException {
        write(index(index), value, LinuxBpf.BPF_ANY);
    }

    /** The value. */
    public byte[] value(int index) throws ErrnoException {
        Objects.checkIndex(index, shape().maxEntries());
        return Objects.requireNonNull(read(index(index)), "values of an array are always there");
    }

    static byte[] index(int index) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(index)
                .array();
    }
}
