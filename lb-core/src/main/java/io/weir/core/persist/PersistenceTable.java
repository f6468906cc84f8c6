package io.weir.core.persist;

import java.util.List;

/**
 * Which server each client is stuck to: bounded, with a sliding timeout. Used by every worker and event loop at the
 * same time; it outlives snapshots. What tells clients apart is for the kind of table to say: their addresses in an
 * {@link AddressTable}, words of theirs in a {@link TextTable}.
 */
public interface PersistenceTable {
    /** No entry, or one whose time is over. */
    int NONE = -1;

    /**
     * Forgets a client, whose key is written as {@link PersistenceEntry#key} lists it. Returns how many entries there
     * were: none for a key that is unknown or none of this table's kind, and more than one where several are listed alike.
     */
    int remove(String key);

    /** Forgets everything. Returns how many entries there were. */
    int clear();

    /** Forgets every client of this server. Returns how many there were. */
    int clearServer(int serverId);

    /** Entries now. */
    int size();

    /** Every entry that is not over, those with the most time left first, at most {@code limit}. */
    List<PersistenceEntry> entries(int limit);
}
