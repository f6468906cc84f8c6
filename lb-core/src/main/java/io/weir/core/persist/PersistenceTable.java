package io.weir.core.persist;

import io.weir.core.net.IpAddress;
import java.util.List;

/**
 * Which server each client is stuck to: bounded, with a sliding timeout. Used by every worker and event loop at the
 * same time; {@link #lookup} and {@link #store} neither block nor allocate once the table has its size. It outlives
 * snapshots.
 */
public interface PersistenceTable {
    /** No entry, or one whose time is over. */
    int NONE = -1;

    /** The id of the server the client is stuck to, whose time starts anew; or {@link #NONE}. */
    int lookup(long addressHigh, long addressLow, boolean v6);

    /** The same without using the entry: its time goes on. */
    int peek(long addressHigh, long addressLow, boolean v6);

    /** Sticks the client to the server, also when it was stuck to another. */
    void store(long addressHigh, long addressLow, boolean v6, int serverId);

    /** Forgets the client's network. False when it was not there. */
    boolean remove(IpAddress client);

    /** Forgets everything. Returns how many entries there were. */
    int clear();

    /** Forgets every client of this server. Returns how many there were. */
    int clearServer(int serverId);

    /** Entries now. */
    int size();

    /** Every entry that is not over, those with the most time left first, at most {@code limit}. */
    List<PersistenceEntry> entries(int limit);
}
