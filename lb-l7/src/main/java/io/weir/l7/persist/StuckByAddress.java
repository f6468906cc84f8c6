package io.weir.l7.persist;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.persist.AddressTable;
import io.weir.core.persist.PersistenceTable;
import io.weir.core.service.HttpMode;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import io.weir.l7.route.ForwardedHeaders;
import org.jspecify.annotations.Nullable;

/** Types source-ip and x-forwarded-for: the client's address, as it comes or as trusted proxies say it. */
final class StuckByAddress implements Stickiness {
    private final @Nullable HttpMode forwarded;

    /** @param forwarded whom X-Forwarded-For is believed from; null to go by the address that the client comes from */
    StuckByAddress(@Nullable HttpMode forwarded) {
        this.forwarded = forwarded;
    }

    private IpAddress address(RequestHead request, ClientInfo client) {
        return forwarded == null ? client.address() : ForwardedHeaders.trustedClient(request, client, forwarded);
    }

    @Override
    public @Nullable ServerSnapshot stuck(ServiceSnapshot service, RequestHead request, ClientInfo client) {
        if (!(service.persistence() instanceof AddressTable table)) {
            return null;
        }
        IpAddress address = address(request, client);
        int id = table.lookup(address.high(), address.low(), address.v6());
        return id == PersistenceTable.NONE ? null : Stickiness.ifTaking(service, service.server(id));
    }

    @Override
    public void chosen(
            ServiceSnapshot service,
            ServerSnapshot server,
            RequestHead request,
            ResponseHead answer,
            ClientInfo client) {
        if (service.persistence() instanceof AddressTable table) {
            IpAddress address = address(request, client);
            if (table.lookup(address.high(), address.low(), address.v6()) != server.id()) {
                table.store(address.high(), address.low(), address.v6(), server.id());
            }
        }
    }
}
