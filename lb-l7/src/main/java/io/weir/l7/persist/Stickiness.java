package io.weir.l7.persist;

import io.weir.core.control.ApplyException;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.service.AdminState;
import io.weir.core.service.Persistence;
import io.weir.core.service.VirtualService;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Persistence of one service in HTTP mode. Made on the control thread for each definition, used by all event loops. A
 * client that is stuck to no server that can take it is for the scheduler, whose choice it then sticks to.
 */
public interface Stickiness {
    /**
     * The server that the request's client is stuck to; null when there is none or it can take no client. To be asked
     * once rules have changed the head, before a server is chosen. Takes a cookie of ours out of the head, and notes in
     * it what {@link #chosen} will need.
     */
    @Nullable ServerSnapshot stuck(ServiceSnapshot service, RequestHead request, ClientInfo client);

    /**
     * A server has answered: sticks the client to it, by its table or by a cookie in the final answer, which must not have
     * been sent yet.
     */
    void chosen(
            ServiceSnapshot service,
            ServerSnapshot server,
            RequestHead request,
            ResponseHead answer,
            ClientInfo client);

    /**
     * What the service asks for; null when it asks for nothing.
     *
     * @param stateDirectory where the key of cookies is kept, or made at first use
     * @throws ApplyException when that key can be neither read nor made
     */
    static @Nullable Stickiness of(VirtualService service, Path stateDirectory) throws ApplyException {
        Persistence persistence = service.persistence();
        return switch (persistence.type()) {
            // RDP is no HTTP: nothing of a request is its key.
            case NONE, RDP_COOKIE, RDP_TOKEN -> null;
            case COOKIE ->
                new InsertedCookie(service, NodeKey.in(stateDirectory), () -> System.currentTimeMillis() / 1000);
            case APP_COOKIE -> new StuckByCookie(persistence);
            case HEADER -> new StuckByHeader(persistence);
            case SSL_SESSION_ID -> new StuckBySession();
            case SOURCE_IP -> new StuckByAddress(null);
            case X_FORWARDED_FOR -> new StuckByAddress(service.layer7().http());
        };
    }

    /** The server if it takes clients that are stuck to it. */
    static @Nullable ServerSnapshot ifTaking(ServiceSnapshot service, @Nullable ServerSnapshot server) {
        if (server == null || !server.takesPersistentClients()) {
            return null;
        }
        boolean leaves = server.adminState() == AdminState.DRAINING
                && service.definition().persistence().clearOnDrain();
        return leaves ? null : server;
    }
}
