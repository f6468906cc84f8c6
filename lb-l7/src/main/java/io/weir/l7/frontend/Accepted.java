package io.weir.l7.frontend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.service.EndReason;
import io.weir.core.service.FrontendTls;
import io.weir.core.service.Layer7;
import io.weir.core.service.ProxyProtocol;
import io.weir.core.service.ServiceLoad;
import io.weir.l7.accesslog.Access;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.log.ConnectionEnd;
import io.weir.l7.proxyprotocol.ProxyHeader;
import io.weir.l7.proxyprotocol.ProxyHeaderEncoder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection that was accepted: who it is, what it asked for, whom it counts for. Passed on from the opening
 * to the protocol; confined to the connection's event loop once it is registered there.
 */
public final class Accepted {
    private final ProxyContext context;
    private final ConnectionLoop loop;
    private final EndpointServices services;
    private Frontend frontend;
    private ServiceLoad load;
    private final Channel channel;
    private final int port;
    private final long acceptedNanos = System.nanoTime();
    private final long acceptedMillis = System.currentTimeMillis();

    private IpAddress clientAddress;
    private int clientPort;
    private IpAddress destinationAddress;
    private int destinationPort;
    private ClientInfo.@Nullable Handshake handshake;

    Accepted(ProxyContext context, ConnectionLoop loop, Listener listener, Channel channel, InetSocketAddress remote) {
        this.context = context;
        this.loop = loop;
        this.services = listener.services();
        this.frontend = services.first();
        this.load = frontend.service().load();
        this.channel = channel;
        this.port = listener.endpoint().port();
        this.clientAddress = Addresses.of(remote);
        this.clientPort = remote.getPort();
        this.destinationAddress = listener.endpoint().address();
        this.destinationPort = port;
    }

    /** What every connection needs of the proxy. */
    public ProxyContext context() {
        return context;
    }

    /** The loop that carries it. */
    public ConnectionLoop loop() {
        return loop;
    }

    /** The service it came to. */
    public Frontend frontend() {
        return frontend;
    }

    /** The service as it is now. */
    public ServiceSnapshot service() {
        return frontend.service();
    }

    /** Where it is counted. */
    public ServiceLoad load() {
        return load;
    }

    /** The client's channel. */
    public Channel channel() {
        return channel;
    }

    /** Where buffers come from. */
    public ByteBufAllocator allocator() {
        return context.allocator();
    }

    /** The port of ours that it came to. */
    public int port() {
        return port;
    }

    /** The client's address: of the PROXY header where there was one. */
    public IpAddress clientAddress() {
        return clientAddress;
    }

    /** The client's port. */
    public int clientPort() {
        return clientPort;
    }

    /** What the client connected to, as far as is known. */
    public IpAddress destinationAddress() {
        return destinationAddress;
    }

    /** The port that the client connected to, as far as is known. */
    public int destinationPort() {
        return destinationPort;
    }

    /** A PROXY header said who the client is and what it connected to. */
    void proxied(ProxyHeader.Proxied header) {
        clientAddress = header.source();
        clientPort = header.sourcePort();
        destinationAddress = header.destination();
        destinationPort = header.destinationPort();
    }

    /** What tells a server of the client, to be sent before all else; {@code send} is a version. */
    public ByteBuf introduction(ProxyProtocol.Send send) {
        ProxyHeader header = new ProxyHeader.Proxied(clientAddress, clientPort, destinationAddress, destinationPort);
        return ProxyHeaderEncoder.encode(header, send, context.allocator());
    }

    /** The services of the endpoint it came to. */
    EndpointServices services() {
        return services;
    }

    /**
     * The service that answers to this host name, in lower case and without a port, at the endpoint it came to; null
     * where none does.
     */
    public @Nullable Frontend named(@Nullable String host) {
        return services.names().find(host);
    }

    /** Whether other services share its endpoint, so that a request's host must be asked for. */
    public boolean isShared() {
        return services.names().distinguishes();
    }

    /**
     * The service that a request for this host is for, in lower case and without a port, where the endpoint is shared. Null where that is another than the one whose TLS the client
     * has: its settings, as who may come in, have not been checked (RFC 9110, 15.5.20).
     */
    public @Nullable Frontend asked(@Nullable String host) {
        Frontend wanted = named(host);
        return !isSecure() || frontend.equals(wanted) ? wanted : null;
    }

    /** How a request is answered that came to a port which only leads to TLS; null where it did not. */
    public FrontendTls.@Nullable Redirect redirect() {
        FrontendTls tls = service().definition().layer7().tls();
        FrontendTls.Redirect redirect = tls == null || isSecure() ? null : tls.redirect();
        return redirect == null || redirect.port() != port ? null : redirect;
    }

    /** The client asked for another service of the endpoint: from now on it counts there. */
    void belongTo(Frontend wanted) {
        if (!wanted.equals(frontend)) {
            load.left();
            frontend.resumeBelowLimit();
            frontend = wanted;
            load = wanted.service().load();
            wanted.opened(load);
        }
    }

    /** TLS ends here and the handshake has succeeded. */
    void handshaken(ClientInfo.Handshake result) {
        handshake = result;
    }

    /** Whether TLS ended here. */
    public boolean isSecure() {
        return handshake != null;
    }

    /** Who the client is and how it came; made anew by each call. */
    public ClientInfo client() {
        return new ClientInfo(clientAddress, clientPort, destinationAddress, destinationPort, handshake);
    }

    /** Counts and logs its end. */
    public void ended(
            EndReason reason,
            @Nullable String detail,
            @Nullable String server,
            long relayingNanos,
            long bytesIn,
            long bytesOut) {
        log(reason, detail, server, relayingNanos, bytesIn, bytesOut);
        access(reason, detail, server, relayingNanos, bytesIn, bytesOut);
        frontend.ended(load, reason);
    }

    /** Counts and logs an exchange that failed, while the connection goes on. */
    public void failed(
            EndReason reason, @Nullable String detail, @Nullable String server, long bytesIn, long bytesOut) {
        load.failed(reason);
        log(reason, detail, server, 0, bytesIn, bytesOut);
    }

    private void log(
            EndReason reason,
            @Nullable String detail,
            @Nullable String server,
            long relayingNanos,
            long bytesIn,
            long bytesOut) {
        if (context.log().wants(reason)) {
            long ended = System.nanoTime();
            long relayed = relayingNanos == 0 ? ended : relayingNanos;
            context.log()
                    .ended(new ConnectionEnd(
                            frontend.name(),
                            clientAddress.withPort(clientPort),
                            server,
                            reason,
                            detail,
                            Duration.ofNanos(relayed - acceptedNanos),
                            Duration.ofNanos(ended - acceptedNanos),
                            bytesIn,
                            bytesOut));
        }
    }

    /** In TCP mode a connection is what is served; in HTTP mode requests are. */
    private void access(
            EndReason reason,
            @Nullable String detail,
            @Nullable String server,
            long relayingNanos,
            long bytesIn,
            long bytesOut) {
        Layer7 layer7 = service().definition().layer7();
        if (layer7.accessLog() == Layer7.AccessLog.OFF || layer7.http() != null) {
            return;
        }
        long relayed = relayingNanos == 0 ? Access.Timing.NOT_REACHED : relayingNanos - acceptedNanos;
        context.log()
                .access()
                .served(
                        layer7.accessLog(),
                        new Access(
                                acceptedMillis,
                                frontend.name(),
                                server,
                                clientAddress,
                                clientPort,
                                null,
                                bytesIn,
                                bytesOut,
                                new Access.Timing(
                                        Access.Timing.NOT_REACHED,
                                        relayed,
                                        Access.Timing.NOT_REACHED,
                                        System.nanoTime() - acceptedNanos),
                                reason,
                                detail,
                                handshake));
    }

    /** What is listed of it. */
    public ConnectionInfo info(@Nullable String server, long bytesIn, long bytesOut) {
        return new ConnectionInfo(
                frontend.name(),
                server,
                clientAddress.withPort(clientPort),
                Instant.ofEpochMilli(acceptedMillis),
                bytesIn,
                bytesOut);
    }
}
