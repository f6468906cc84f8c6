package io.weir.kernel.bpf.filter;

import io.weir.kernel.bpf.BpfHash;
import io.weir.kernel.bpf.BpfMap;
import io.weir.kernel.bpf.LpmTrie;
import io.weir.kernel.bpf.PerCpuArray;
import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.sys.ErrnoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The maps by which the filter's programs know what is ours, the same for all links. Rules change entry by entry while
 * programs run. Not for two threads at once.
 */
public final class FilterMaps implements AutoCloseable {
    /** How many addresses rules may name; the kernel takes some 6 MiB for them at once. */
    static final int MAX_ADDRESSES = 1 << 16;

    /** How many prefixes of ports there may be, of all addresses and protocols; memory is taken as they come. */
    static final int MAX_TUPLES = 1 << 20;

    private static final byte[] PRESENT = {1};

    private final BpfHash addresses;
    private final LpmTrie tuples;
    private final PerCpuArray counters;
    private FilterRules rules = FilterRules.NONE;
    private FilterEntries entries = FilterEntries.of(FilterRules.NONE);

    private FilterMaps(BpfHash addresses, LpmTrie tuples, PerCpuArray counters) {
        this.addresses = addresses;
        this.tuples = tuples;
        this.counters = counters;
    }

    /** Makes them, without rules. Needs CAP_BPF; before Linux 5.8, CAP_SYS_ADMIN. */
    public static FilterMaps open() throws ErrnoException {
        BpfHash addresses = BpfHash.create(FilterProgram.ADDRESSES, AddressKey.BYTES, Integer.BYTES, MAX_ADDRESSES);
        try {
            LpmTrie tuples =
                    LpmTrie.create(FilterProgram.TUPLES, Tuple.KEY_BYTES - Integer.BYTES, PRESENT.length, MAX_TUPLES);
            try {
                return new FilterMaps(
                        addresses, tuples, PerCpuArray.create(FilterProgram.COUNTERS, Outcome.values().length));
            } catch (ErrnoException e) {
                tuples.close();
                throw e;
            }
        } catch (ErrnoException e) {
            addresses.close();
            throw e;
        }
    }

    /** For the loader of a program. */
    public List<BpfMap> all() {
        return List.of(addresses, tuples, counters);
    }

    /** The rules that the maps say. */
    public FilterRules rules() {
        return rules;
    }

    /**
     * Says these rules in place of those before. At no moment is visible what both hide, nor hidden what neither does. On
     * failure the rules are those before.
     */
    public void replace(FilterRules next) throws ErrnoException {
        if (next.equals(rules)) {
            return;
        }
        FilterEntries wanted = FilterEntries.of(next);
        List<Change> changes = entries.changesTo(wanted);
        int made = 0;
        try {
            for (Change change : changes) {
                make(change);
                made++;
            }
        } catch (ErrnoException e) {
            undo(changes.subList(0, made), e);
            throw e;
        }
        rules = next;
        entries = wanted;
    }

    private void undo(List<Change> made, ErrnoException cause) {
        for (Change change : made.reversed()) {
            try {
                make(change.undo());
            } catch (ErrnoException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private void make(Change change) throws ErrnoException {
        switch (change) {
            case Change.OfAddress step when step.after() == 0 -> addresses.delete(AddressKey.of(step.address()));
            case Change.OfAddress step -> addresses.put(AddressKey.of(step.address()), flags(step.after()));
            case Change.OfTuple step
            when step.added() -> tuples.put(step.tuple().key(), PRESENT);
            case Change.OfTuple step -> tuples.delete(step.tuple().key());
        }
    }

    private static byte[] flags(int flags) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(flags)
                .array();
    }

    /** How many frames the programs found to be what, since the maps were made. */
    public Map<Outcome, Long> counters() throws ErrnoException {
        Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            sums.put(outcome, counters.sum(outcome.index()));
        }
        return sums;
    }

    /** Lets them go; programs that are loaded keep them. */
    @Override
    public void close() {
        addresses.close();
        tuples.close();
        counters.close();
    }
}
