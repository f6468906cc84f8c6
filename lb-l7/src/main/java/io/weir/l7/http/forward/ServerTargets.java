package io.weir.l7.http.forward;

import io.weir.core.service.HttpMode;
import io.weir.core.service.RealServer;
import io.weir.core.service.ServerTls;
import io.weir.core.service.VirtualService;
import io.weir.l7.frontend.Accepted;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.upstream.ServerTarget;
import org.jspecify.annotations.Nullable;

/** Where and how a client's requests reach a server. */
final class ServerTargets {
    private ServerTargets() {}

    static ServerTarget of(Accepted accepted, VirtualService service, RealServer server) {
        HttpMode http = service.layer7().http();
        boolean transparent = service.layer7().transparent();
        ServerTls tls = server.tls();
        return new ServerTarget(
                server.address(),
                server.portFor(accepted.port()),
                tls,
                tls == null ? null : serverName(accepted, tls),
                http != null && http.serverHttp2(),
                transparent ? accepted.clientAddress() : service.sourceAddress(),
                transparent);
    }

    private static @Nullable String serverName(Accepted accepted, ServerTls tls) {
        ClientInfo.Handshake handshake = accepted.client().tls();
        return tls.sni() != null || handshake == null ? tls.sni() : handshake.serverName();
    }
}
