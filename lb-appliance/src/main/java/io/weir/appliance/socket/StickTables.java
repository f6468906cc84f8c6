package io.weir.appliance.socket;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.persist.AddressTable;
import io.weir.core.persist.PersistenceEntry;
import io.weir.core.persist.PersistenceTable;

/** Persistence tables in the words of {@code show table}. */
final class StickTables {
    private static final int MOST = 10_000;

    private StickTables() {}

    /** A header for each table. */
    static String headers(Snapshot snapshot) {
        StringBuilder text = new StringBuilder();
        for (ServiceSnapshot service : snapshot.services()) {
            PersistenceTable table = service.persistence();
            if (table != null) {
                header(text, service, table);
            }
        }
        return text.toString();
    }

    /** A header and the entries, at most {@value #MOST}; the header counts all. */
    static String entries(ServiceSnapshot service) throws Refusal {
        PersistenceTable table = service.persistence();
        if (table == null) {
            throw Refusal.failed("No such table");
        }
        StringBuilder text = new StringBuilder();
        header(text, service, table);
        int number = 0;
        for (PersistenceEntry entry : table.entries(MOST)) {
            ServerSnapshot server = service.server(entry.serverId());
            text.append("0x").append(Integer.toHexString(++number));
            text.append(": key=").append(entry.key());
            text.append(" use=0 exp=").append(entry.remaining().toMillis());
            if (server != null) {
                text.append(" server_id=").append(service.servers().indexOf(server) + 1);
                text.append(" server_key=").append(server.name());
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String type(ServiceSnapshot service, PersistenceTable table) {
        if (!(table instanceof AddressTable)) {
            return "string";
        }
        return service.definition().address().v6() ? "ipv6" : "ip";
    }

    private static void header(StringBuilder text, ServiceSnapshot service, PersistenceTable table) {
        text.append("# table: ").append(service.name());
        text.append(", type: ").append(type(service, table));
        text.append(", size:").append(service.definition().persistence().tableSize());
        text.append(", used:").append(table.size()).append('\n');
    }
}
