package io.weir.l7.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.handler.ssl.SslHandler;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.schedule.CandidateFilter;
import io.weir.core.service.EndReason;
import io.weir.core.service.Fallback;
import io.weir.core.service.Persistence;
import io.weir.core.service.ProxyProtocol;
import io.weir.core.service.ServerTls;
import io.weir.core.service.VirtualService;
import io.weir.l7.frontend.Addresses;
import io.weir.l7.frontend.Frontend;
import io.weir.l7.frontend.HeldPlace;
import io.weir.l7.frontend.PlaceQueue;
import io.weir.l7.frontend.PlaceWait;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.persist.ConnectionKey;
import io.weir.l7.persist.ServerHelloTap;
import io.weir.l7.tls.TlsFailure;
import io.weir.l7.transport.SocketTransport;
import io.weir.l7.upstream.ConnectFailure;
import io.weir.l7.upstream.SourceAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds a server for one connection: chooses, takes a place or waits for one, connects, tries another when that fails,
 * and turns to the fallback when no server is left. Confined to the connection's loop but for {@link #canUse}, which
 * the queue asks while nothing changes here.
 */
final class Dispatch implements PlaceWait.Seeker {
    /** Servers tried for one connection before it is given up. */
    static final int ATTEMPTS = 3;

    private final TcpConnection connection;
    private final Frontend frontend;
    private final PlaceWait wait;
    private final CandidateFilter untried = this::canUse;
    private final int[] tried = new int[ATTEMPTS];

    private ConnectionKey key = ConnectionKey.NONE;
    private int attempts;
    private ServiceSnapshot service;
    private @Nullable HeldPlace place;
    private @Nullable RelaySide connecting;
    private @Nullable ServerSnapshot server;
    private @Nullable IpAddress address;
    private int port;
    private @Nullable String failure;

    Dispatch(TcpConnection connection, ServiceSnapshot service) {
        this.connection = connection;
        this.frontend = connection.frontend();
        this.wait = new PlaceWait(connection.accepted(), frontend, this);
        this.service = service;
    }

    /** Sets out with what the beginning of the client's stream says. */
    void choose(ConnectionKey found) {
        key = found;
        choose();
    }

    /** Sets out, or goes on after a server failed or a place was offered. */
    @Override
    public void choose() {
        service = frontend.service();
        ServerSnapshot chosen = key.choose(
                service,
                connection.accepted().clientAddress(),
                connection.accepted().port(),
                untried);
        if (chosen != null) {
            if (chosen.load().tryAcquire(chosen.definition().maxConnections())) {
                place = new HeldPlace(chosen.id(), chosen.load());
                wait.leave();
                connectTo(chosen);
            } else {
                // Stuck to a full server; or somebody was faster, then any server will do.
                waitFor(service.persistence() == null ? PlaceQueue.ANY : chosen.id());
            }
        } else if (service.hasCandidates(untried)) {
            waitFor(PlaceQueue.ANY);
        } else {
            wait.leave();
            connectToFallback();
        }
    }

    @Override
    public boolean canUse(int serverId) {
        for (int i = 0; i < attempts; i++) {
            if (tried[i] == serverId) {
                return false;
            }
        }
        return true;
    }

    private void waitFor(int serverId) {
        wait.begin(service.definition(), serverId);
    }

    @Override
    public boolean chose(int serverId) {
        HeldPlace held = place;
        return held != null && held.serverId() == serverId;
    }

    @Override
    public void await(Duration limit, Runnable late) {
        connection.await(limit, late);
    }

    @Override
    public void refused(EndReason reason, String detail) {
        connection.end(reason, detail, true);
    }

    private void connectTo(ServerSnapshot chosen) {
        server = chosen;
        connection.target(chosen);
        IpAddress to = chosen.definition().address();
        String refusal = service.definition().layer7().transparent()
                ? SourceAddress.refusal(connection.accepted().clientAddress(), to)
                : null;
        if (refusal != null) {
            connection.end(EndReason.CLIENT_ADDRESS, refusal, true);
            return;
        }
        connect(to, chosen.definition().portFor(connection.accepted().port()));
    }

    private void connectToFallback() {
        Fallback fallback = service.definition().fallback();
        if (fallback == null) {
            EndReason reason = failure == null ? EndReason.NO_SERVER : EndReason.CONNECT_FAILED;
            connection.end(reason, failure, true);
        } else {
            server = null;
            connect(fallback.address(), fallback.port());
        }
    }

    private void connect(IpAddress to, int toPort) {
        address = to;
        port = toPort;
        Channel channel;
        try {
            channel = connection.accepted().context().transport().newChannel(to.v6());
        } catch (ChannelException e) {
            failed(ConnectFailure.words(e));
            return;
        }
        RelaySide side = new RelaySide(connection, channel, false);
        connecting = side;
        channel.pipeline().addLast(side);
        connection.await(service.definition().timeouts().connect(), this::answeredTooLate);
        connection.loop().eventLoop().register(channel).addListener(registered -> {
            if (registered.isSuccess()) {
                connect(side, Addresses.socket(to, toPort));
            } else {
                connected(side, registered.cause());
            }
        });
    }

    private void connect(RelaySide side, InetSocketAddress to) {
        Channel channel = side.channel();
        boolean transparent = fromClient();
        IpAddress source = transparent
                ? connection.accepted().clientAddress()
                : service.definition().sourceAddress();
        InetSocketAddress from = null;
        if (source != null) {
            SocketTransport transport = connection.accepted().context().transport();
            try {
                transport.choosePortAtConnect(channel);
                if (transparent) {
                    transport.takeAnyAddress(channel);
                }
            } catch (ChannelException e) {
                connected(side, e);
                return;
            }
            from = Addresses.socket(source, 0);
        }
        channel.connect(to, from).addListener(done -> connected(side, done.cause()));
    }

    /** Whether what it connects to is reached from the client's address; the fallback never is. */
    private boolean fromClient() {
        return server != null && service.definition().layer7().transparent();
    }

    private void answeredTooLate() {
        RelaySide side = connecting;
        if (side == null) {
            return;
        }
        connecting = null;
        ServerSnapshot to = server;
        String words =
                "no answer in " + service.definition().timeouts().connect().toMillis() + " ms";
        if (to != null && fromClient() && !side.channel().isActive()) {
            words += " to a connection from the client's address";
            connection
                    .accepted()
                    .context()
                    .unanswered()
                    .note(
                            service.name(),
                            to.name(),
                            to.definition().address(),
                            connection.accepted().clientAddress());
        }
        side.close(true);
        failed(words);
    }

    private void connected(RelaySide side, @Nullable Throwable cause) {
        if (connecting != side) {
            side.close(true);
            return;
        }
        connecting = null;
        if (cause != null) {
            side.close(true);
            failed(ConnectFailure.words(cause));
            return;
        }
        if (server != null) {
            learnSession(side, server);
            introduce(side);
            ServerTls tls = server.definition().tls();
            if (tls != null) {
                secure(side, tls, server);
                return;
            }
        }
        connection.relay(side, server, service.definition().timeouts());
    }

    /** Sessions of TLS that is passed through begin with what the server says. */
    private void learnSession(RelaySide side, ServerSnapshot chosen) {
        VirtualService definition = service.definition();
        if (definition.persistence().type() == Persistence.Type.SSL_SESSION_ID
                && definition.layer7().tls() == null) {
            side.channel()
                    .pipeline()
                    .addFirst(new ServerHelloTap(id -> ConnectionKey.stick(frontend.service(), chosen, id)));
        }
    }

    /** The handshake belongs to the connect: it has to end in the same time, and without it there is no connection. */
    private void secure(RelaySide side, ServerTls tls, ServerSnapshot chosen) {
        connecting = side;
        ClientInfo.Handshake client = connection.accepted().client().tls();
        SslHandler handler = connection
                .accepted()
                .context()
                .serverTls()
                .handler(
                        tls,
                        false,
                        chosen.definition().address(),
                        client == null ? null : client.serverName(),
                        connection.allocator());
        if (handler == null) {
            connecting = null;
            side.close(true);
            failed("its TLS settings are no longer configured");
            return;
        }
        handler.handshakeFuture().addListener(done -> {
            if (connecting != side) {
                return;
            }
            connecting = null;
            if (done.isSuccess()) {
                connection.relay(side, chosen, service.definition().timeouts());
            } else {
                side.close(true);
                failed(TlsFailure.words(done.cause()));
            }
        });
        side.secure(handler);
    }

    /** The PROXY header goes to servers only: the fallback is a page that knows nothing of it. */
    private void introduce(RelaySide side) {
        ProxyProtocol.Send send = service.definition().proxyProtocol().send();
        if (send != ProxyProtocol.Send.NONE) {
            side.sendFirst(connection.accepted().introduction(send));
        }
    }

    private void failed(String words) {
        ServerSnapshot failedServer = server;
        failure = destination() + ": " + words;
        givePlaceBack();
        connection.target(null);
        if (failedServer == null) {
            connection.end(EndReason.CONNECT_FAILED, failure, true);
            return;
        }
        tried[attempts++] = failedServer.id();
        if (attempts < ATTEMPTS) {
            choose();
        } else if (service.hasCandidates(untried)) {
            connection.end(EndReason.CONNECT_FAILED, failure, true);
        } else {
            connectToFallback();
        }
    }

    private void givePlaceBack() {
        HeldPlace held = place;
        if (held != null) {
            place = null;
            frontend.free(held);
        }
    }

    /** The connection is over: gives back what it holds. */
    void over() {
        wait.leave();
        RelaySide side = connecting;
        if (side != null) {
            connecting = null;
            side.close(true);
        }
        givePlaceBack();
    }

    /** The server's name, {@code fallback}, or null while there is neither. */
    @Nullable String serverName() {
        if (address == null) {
            return null;
        }
        return server == null ? "fallback" : server.name();
    }

    /** Name, address and port of what it is connected to or was tried last; null for nothing. */
    @Nullable String destination() {
        return address == null ? null : serverName() + "/" + address.withPort(port);
    }
}
