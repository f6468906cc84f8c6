package io.weir.l7.persist;

import io.netty.util.AsciiString;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.persist.PersistenceTable;
import io.weir.core.persist.TextTable;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import org.jspecify.annotations.Nullable;

/** The types whose table is searched for a text of the request. */
abstract class StuckByText implements Stickiness {
    /** The text; null or empty when the request has none, so that it is for the scheduler alone. */
    abstract @Nullable AsciiString key(RequestHead request, ClientInfo client);

    @Override
    public @Nullable ServerSnapshot stuck(ServiceSnapshot service, RequestHead request, ClientInfo client) {
        AsciiString key = key(request, client);
        request.persistenceNote(key);
        if (key == null || key.isEmpty() || !(service.persistence() instanceof TextTable table)) {
            return null;
        }
        int id = table.lookup(key.array(), key.arrayOffset(), key.length());
        return id == PersistenceTable.NONE ? null : Stickiness.ifTaking(service, service.server(id));
    }

    @Override
    public void chosen(
            ServiceSnapshot service,
            ServerSnapshot server,
            RequestHead request,
            ResponseHead answer,
            ClientInfo client) {
        stick(service, server, request.persistenceNote() instanceof AsciiString key ? key : null);
    }

    static void stick(ServiceSnapshot service, ServerSnapshot server, @Nullable AsciiString key) {
        if (key == null || key.isEmpty() || !(service.persistence() instanceof TextTable table)) {
            return;
        }
        if (table.lookup(key.array(), key.arrayOffset(), key.length()) != server.id()) {
            table.store(key.array(), key.arrayOffset(), key.length(), server.id());
        }
    }
}
