package io.weir.kernel.bpf;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** 64-bit counters by index, a set of them for each CPU, so that programs count without a lock. */
public final class PerCpuArray extends BpfMap {
    private final int cpus;

    private PerCpuArray(Fd fd, MapShape shape, int cpus) {
        super(fd, shape);
        this.cpus = cpus;
    }

    /** Makes one whose counters are 0. */
    public static PerCpuArray create(String name, int entries) throws ErrnoException {
        int cpus = PossibleCpus.count();
        MapShape shape = new MapShape(name, MapKind.PERCPU_ARRAY, Integer.BYTES, Long.BYTES, entries);
        return new PerCpuArray(make(shape), shape, cpus);
    }

    /** The counter of each CPU that the machine can have, by the CPU's number. */
    public long[] counters(int index) throws ErrnoException {
        Objects.checkIndex(index, shape().maxEntries());
        byte[] values = Objects.requireNonNull(read(BpfArray.index(index)), "values of an array are always there");
        long[] counters = new long[cpus];
        ByteBuffer.wrap(values).order(ByteOrder.nativeOrder()).asLongBuffer().get(counters);
        return counters;
    }

    /** The sum over all CPUs. */
    public long sum(int index) throws ErrnoException {
        long sum = 0;
        for (long counter : counters(index)) {
            sum += counter;
        }
        return sum;
    }

    /** Sets the counter of every CPU. What a program counts meanwhile may be lost. */
    public void put(int index, long... counters) throws ErrnoException {
        if (counters.length != cpus) {
            throw new IllegalArgumentException(counters.length + " counters for " + cpus + " CPUs");
        }
        ByteBuffer values = ByteBuffer.allocate(valueBuffer()).order(ByteOrder.nativeOrder());
        values.asLongBuffer().put(counters);
        write(BpfArray.index(index), values.array(), LinuxBpf.BPF_ANY);
    }

    @Override
    int valueBuffer() {
        return cpus * Long.BYTES;
    }
}
