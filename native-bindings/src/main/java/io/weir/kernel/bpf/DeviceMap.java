package io.weir.kernel.bpf;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * Interfaces by index, to send frames by, of the network namespace of the thread that puts them in. The kernel takes one
 * out of it when the interface goes.
 */
public final class DeviceMap extends BpfMap {
    private DeviceMap(Fd fd, MapShape shape) {
        super(fd, shape);
    }

    /** Makes one without interfaces. Needs CAP_NET_ADMIN. */
    public static DeviceMap create(String name, int entries) throws ErrnoException {
        MapShape shape = new MapShape(name, MapKind.DEVMAP, Integer.BYTES, Integer.BYTES, entries);
        return new DeviceMap(make(shape), shape);
    }

    /** Puts an interface in, in place of what was there. EINVAL is the answer when there is none of that index. */
    public void put(int index, int interfaceIndex) throws ErrnoException {
        write(BpfArray.index(index), BpfArray.index(interfaceIndex), LinuxBpf.BPF_ANY);
    }

    /** The index of the interface there. */
    public OptionalInt interfaceIndex(int index) throws ErrnoException {
        byte[] value = read(BpfArray.index(index));
        return value == null
                ? OptionalInt.empty()
                : OptionalInt.of(
                        ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt());
    }

    /** Takes the interface out, if there is one. */
    public void delete(int index) throws ErrnoException {
        remove(BpfArray.index(index));
    }
}
