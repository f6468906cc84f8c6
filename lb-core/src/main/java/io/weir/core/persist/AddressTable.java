package io.weir.core.persist;

import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;

/**
 * Sticks clients by an address: {@link #lookup} and {@link #store} neither block nor allocate once the table has its
 * size. Addresses come as two words in network order, zero-extended for IPv4.
 */
public interface AddressTable extends PersistenceTable {
    /** The id of the server the client is stuck to, whose time starts anew; or {@link #NONE}. */
    int lookup(long addressHigh, long addressLow, boolean v6);

    /** The same without using the entry: its time goes on. */
    int peek(long addressHigh, long addressLow, boolean v6);

    /** Sticks the client to the server, also when it was stuck to another. */
    void store(long addressHigh, long addressLow, boolean v6, int serverId);

    /** Forgets the client's network. False when it was not there. */
    boolean remove(IpAddress client);

    /** Forgets the network of an address, given alone or as a network. */
    @Override
    default int remove(String key) {
        return Cidr.parse(key).map(Cidr::address).filter(this::remove).isPresent() ? 1 : 0;
    }
}
