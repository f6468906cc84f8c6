package io.weir.core.persist;

import io.weir.core.service.Persistence;

/** A table in this process's memory: what all kinds of keys have in common. */
public abstract sealed class StoredTable implements PersistenceTable permits SourceTable, TextTable {
    final KeyTable keys;

    StoredTable(KeyTable keys) {
        this.keys = keys;
    }

    /**
     * Takes over changed settings, as {@link KeyTable#reconfigure} does. Where keys are addresses, entries of a family
     * whose granularity changes go, since their clients are not the same any more.
     *
     * @throws IllegalArgumentException as the constructor; nothing has changed then
     */
    public final void reconfigure(Persistence next) {
        keys.reconfigure(next);
    }

    @Override
    public final int clear() {
        return keys.clear();
    }

    @Override
    public final int clearServer(int serverId) {
        return keys.clearServer(serverId);
    }

    @Override
    public final int size() {
        return keys.size();
    }

    final Layout layout() {
        return keys.layout();
    }

    /** Bytes taken for entries now. */
    final long memory() {
        return keys.memory();
    }
}
