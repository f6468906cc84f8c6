package io.weir.l7.persist;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.persist.PersistenceTable;
import io.weir.core.persist.TextTable;
import io.weir.core.schedule.CandidateFilter;
import io.weir.core.service.Persistence;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a connection in TCP mode say of its server.
 *
 * @param complete whether enough has come to tell
 * @param text what the table is searched for; null for nothing
 * @param learns whether the text is worth remembering as the client says it; else the server's answer tells
 * @param server address that a token names; null without one
 * @param port port that a token names
 */
public record ConnectionKey(
        boolean complete,
        @Nullable AsciiString text,
        boolean learns,
        @Nullable IpAddress server,
        int port) {
    /** Most bytes of a connection that are looked at. */
    public static final int MOST_BYTES = 4096;

    /** Nothing that would stick. */
    public static final ConnectionKey NONE = new ConnectionKey(true, null, false, null, 0);

    private static final ConnectionKey INCOMPLETE = new ConnectionKey(false, null, false, null, 0);

    /** Whether connections of this type say anything in their first bytes. */
    public static boolean wanted(Persistence.Type type) {
        return switch (type) {
            case RDP_COOKIE, RDP_TOKEN, SSL_SESSION_ID -> true;
            case NONE, SOURCE_IP, COOKIE, APP_COOKIE, X_FORWARDED_FOR, HEADER -> false;
        };
    }

    /** Looks at what a client has sent so far. */
    public static ConnectionKey of(Persistence.Type type, ByteBuf bytes) {
        if (type == Persistence.Type.SSL_SESSION_ID) {
            TlsSession session = TlsSession.ofClient(bytes);
            return session.complete() ? new ConnectionKey(true, session.id(), false, null, 0) : INCOMPLETE;
        }
        RdpRequest request = RdpRequest.parse(bytes);
        boolean token = type == Persistence.Type.RDP_TOKEN;
        return switch (request.progress()) {
            case INCOMPLETE -> INCOMPLETE;
            case OTHER -> NONE;
            case COMPLETE ->
                new ConnectionKey(true, request.user(), true, token ? request.server() : null, request.port());
        };
    }

    /** The server of a session that TLS has made where it ends here. */
    public static ConnectionKey ofSession(String id) {
        return id.isEmpty() ? NONE : new ConnectionKey(true, new AsciiString(id), true, null, 0);
    }

    /**
     * The server that the token names, else the one that the text is stuck to, else the scheduler's, to which the text
     * then sticks; null when no server can take it now.
     *
     * @param destinationPort the port of ours that the client came to
     */
    public @Nullable ServerSnapshot choose(
            ServiceSnapshot service, IpAddress client, int destinationPort, CandidateFilter filter) {
        ServerSnapshot stuck = named(service, destinationPort);
        if (stuck == null || !filter.accepts(stuck.id())) {
            stuck = known(service);
        }
        if (stuck != null && filter.accepts(stuck.id())) {
            return stuck;
        }
        ServerSnapshot chosen = service.choose(client, destinationPort, filter);
        boolean stale = stuck != null || known(service) == null;
        if (chosen != null && stale && learns) {
            stick(service, chosen, text);
        }
        return chosen;
    }

    private @Nullable ServerSnapshot named(ServiceSnapshot service, int destinationPort) {
        if (server == null) {
            return null;
        }
        for (ServerSnapshot candidate : service.servers()) {
            if (candidate.definition().address().equals(server)
                    && candidate.definition().portFor(destinationPort) == port) {
                return Stickiness.ifTaking(service, candidate);
            }
        }
        return null;
    }

    private @Nullable ServerSnapshot known(ServiceSnapshot service) {
        if (text == null || !(service.persistence() instanceof TextTable table)) {
            return null;
        }
        int id = table.lookup(text.array(), text.arrayOffset(), text.length());
        return id == PersistenceTable.NONE ? null : Stickiness.ifTaking(service, service.server(id));
    }

    /** Sticks a text to a server. */
    public static void stick(ServiceSnapshot service, ServerSnapshot server, @Nullable AsciiString text) {
        StuckByText.stick(service, server, text);
    }
}
