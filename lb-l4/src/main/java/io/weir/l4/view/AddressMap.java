package io.weir.l4.view;

import io.weir.core.net.IpAddress;
import io.weir.core.schedule.Hashing;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from addresses, looked up without an object for the address. Open addressing, at most half full.
 *
 * @param <V> what addresses lead to
 */
public final class AddressMap<V> {
    private final long[] high;
    private final long[] low;
    private final boolean[] v6;
    private final @Nullable Object[] values;
    private final int mask;
    private final Set<IpAddress> keys;

    /** Copies the map. */
    public AddressMap(Map<IpAddress, V> map) {
        int size = Math.max(2, Integer.highestOneBit(Math.max(1, map.size())) << 2);
        high = new long[size];
        low = new long[size];
        v6 = new boolean[size];
        values = new Object[size];
        mask = size - 1;
        keys = Set.copyOf(map.keySet());
        map.forEach(this::put);
    }

    private void put(IpAddress address, V value) {
        int i = home(address.high(), address.low());
        while (values[i] != null) {
            i = (i + 1) & mask;
        }
        high[i] = address.high();
        low[i] = address.low();
        v6[i] = address.v6();
        values[i] = value;
    }

    /** The value of an address, or null. */
    @SuppressWarnings("unchecked") // Only put fills the array.
    public @Nullable V get(long addressHigh, long addressLow, boolean ofV6) {
        int i = home(addressHigh, addressLow);
        while (values[i] != null) {
            if (low[i] == addressLow && high[i] == addressHigh && v6[i] == ofV6) {
                return (V) values[i];
            }
            i = (i + 1) & mask;
        }
        return null;
    }

    /** The addresses. */
    public Set<IpAddress> keys() {
        return keys;
    }

    private int home(long addressHigh, long addressLow) {
        return (int) Hashing.address(addressHigh, addressLow) & mask;
    }
}
