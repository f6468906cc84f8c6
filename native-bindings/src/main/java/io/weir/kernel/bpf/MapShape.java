package io.weir.kernel.bpf;

/**
 * What a map is made of, fixed when it is made.
 *
 * @param name up to 15 letters, digits, dots and underscores; programs refer to it by this
 * @param kind what it does
 * @param keyBytes bytes of a key, 1 to 512; 4 where the key is an index
 * @param valueBytes bytes of a value, 1 to 65,536
 * @param maxEntries how many entries it holds at most, at least 1
 */
public record MapShape(String name, MapKind kind, int keyBytes, int valueBytes, int maxEntries) {
    /** MAX_BPF_STACK of linux/filter.h, the kernel's limit for keys of a hash. */
    private static final int MAX_KEY = 512;

    private static final int MAX_VALUE = 1 << 16;

    /** Refuses what no kernel takes. */
    public MapShape {
        ObjectName.check(name);
        if (keyBytes < 1 || keyBytes > MAX_KEY || valueBytes < 1 || valueBytes > MAX_VALUE || maxEntries < 1) {
            throw new IllegalArgumentException("map " + name + ": " + maxEntries + " entries of " + keyBytes + " and "
                    + valueBytes + " bytes; the limits are 1 entry or more, keys of 1 to " + MAX_KEY
                    + " bytes, values of 1 to " + MAX_VALUE);
        }
    }
}
