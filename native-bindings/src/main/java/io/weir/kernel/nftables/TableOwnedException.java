package io.weir.kernel.nftables;

import java.io.IOException;

/** Another process owns our table, as a second daemon in this network namespace does. */
public final class TableOwnedException extends IOException {
    private static final long serialVersionUID = 1;

    TableOwnedException(String table, IOException cause) {
        super(
                "another process owns table " + table
                        + " of nf_tables: is a second weir running in this network namespace?",
                cause);
    }
}
