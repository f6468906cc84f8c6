package io.weir.l7.tcp;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.service.EndReason;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import io.weir.core.service.Timeouts;
import io.weir.l7.deadline.Deadline;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.log.ConnectionEnd;
import io.weir.l7.proxyprotocol.ProxyHeader;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One client connection from accept to end: its phase, its deadline, its figures. Confined to its event loop, which
 * carries both of its channels.
 */
final class Connection extends Deadline {
    /** How often a side that takes no data is looked at; it is cut at most this much late. */
    private static final long PROGRESS_NANOS = Duration.ofSeconds(1).toNanos();

    private enum Phase {
        /** Waits for what must come first: a PROXY header, a place, a server's answer. */
        OPENING,
        RELAYING,
        OVER
    }

    /** Neighbours in {@link RelayLoop}. */
    @Nullable Connection previous;

    @Nullable Connection next;

    private final ProxyContext context;
    private final RelayLoop loop;
    private final Frontend frontend;
    private final ServiceLoad load;
    private final int port;
    private final RelaySide client;
    private final Dispatch dispatch;
    private final long acceptedNanos = System.nanoTime();
    private final long acceptedMillis = System.currentTimeMillis();

    private IpAddress clientAddress;
    private int clientPort;
    private IpAddress destinationAddress;
    private int destinationPort;
    private Phase phase = Phase.OPENING;
    private long openingEnds = NEVER;
    private Runnable whenOpeningEnds = () -> {};
    private Timeouts timeouts;
    private @Nullable RelaySide server;
    private @Nullable ServerSnapshot target;
    private long relayingNanos;
    private long bytesIn;
    private long bytesOut;

    Connection(ProxyContext context, RelayLoop loop, Listener listener, Channel channel, InetSocketAddress remote) {
        this.context = context;
        this.loop = loop;
        this.frontend = listener.frontend();
        this.port = listener.endpoint().port();
        ServiceSnapshot service = frontend.service();
        this.load = service.load();
        this.timeouts = service.definition().timeouts();
        this.clientAddress = Addresses.of(remote);
        this.clientPort = remote.getPort();
        this.destinationAddress = listener.endpoint().address();
        this.destinationPort = port;
        this.client = new RelaySide(this, channel, true);
        this.dispatch = new Dispatch(this, service);
    }

    /** Called once the client's channel is on this connection's loop, or cannot be. */
    void registered(@Nullable Throwable obstacle) {
        loop.add(this);
        if (obstacle != null) {
            fault(obstacle);
        } else if (frontend.service().definition().proxyProtocol().acceptRequired()) {
            ProxyHeaderHandler handler = new ProxyHeaderHandler(this, dispatch::choose);
            client.channel().pipeline().addFirst(handler);
            handler.begin();
        } else {
            dispatch.choose();
        }
    }

    ProxyContext context() {
        return context;
    }

    RelayLoop loop() {
        return loop;
    }

    Frontend frontend() {
        return frontend;
    }

    /** The port the client asked for. */
    int port() {
        return port;
    }

    RelaySide client() {
        return client;
    }

    IpAddress clientAddress() {
        return clientAddress;
    }

    int clientPort() {
        return clientPort;
    }

    /** What the client connected to, as far as is known. */
    IpAddress destinationAddress() {
        return destinationAddress;
    }

    int destinationPort() {
        return destinationPort;
    }

    /** A PROXY header said who the client is and what it connected to. */
    void proxied(ProxyHeader.Proxied header) {
        clientAddress = header.source();
        clientPort = header.sourcePort();
        destinationAddress = header.destination();
        destinationPort = header.destinationPort();
    }

    Timeouts timeouts() {
        return timeouts;
    }

    ServiceLoad load() {
        return load;
    }

    ByteBufAllocator allocator() {
        return context.allocator();
    }

    long now() {
        return loop.deadlines().now();
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Stable id of the server, or {@link PlaceQueue#ANY} while there is none. */
    int serverId() {
        ServerSnapshot to = target;
        return to == null ? PlaceQueue.ANY : to.id();
    }

    /** Waits at most this long before relaying begins; then {@code otherwise}. */
    void await(Duration limit, Runnable otherwise) {
        whenOpeningEnds = otherwise;
        openingEnds = loop.deadlines().fresh() + limit.toNanos();
        loop.deadlines().watch(this, openingEnds);
    }

    /** The server (null: the fallback) answered: relays until both sides have ended. */
    void relay(RelaySide to, @Nullable ServerSnapshot chosen, Timeouts limits) {
        phase = Phase.RELAYING;
        loop.deadlines().fresh();
        relayingNanos = System.nanoTime();
        server = to;
        target = chosen;
        timeouts = limits;
        if (chosen != null) {
            chosen.load().countConnection();
        }
        watchSoon();
        client.relayTo(to);
        if (!isOver()) {
            to.relayTo(client);
        }
    }

    /** Whom a halt would cut this connection from, while it is not yet relaying. */
    void target(@Nullable ServerSnapshot trying) {
        target = trying;
    }

    /** Counts payload that was handed on. */
    void count(boolean fromClient, int bytes) {
        ServerSnapshot to = target;
        ServerLoad serverLoad = to == null ? null : to.load();
        if (fromClient) {
            bytesIn += bytes;
            load.addBytesIn(bytes);
            if (serverLoad != null) {
                serverLoad.addBytesIn(bytes);
            }
        } else {
            bytesOut += bytes;
            load.addBytesOut(bytes);
            if (serverLoad != null) {
                serverLoad.addBytesOut(bytes);
            }
        }
    }

    /** A side has begun not to take data: looks at its progress from now on. */
    void watchProgress() {
        if (phase == Phase.RELAYING) {
            loop.deadlines().watch(this, now() + progressInterval());
        }
    }

    /** Timeouts that apply have changed. */
    void watchSoon() {
        if (phase == Phase.RELAYING) {
            loop.deadlines().watch(this, now());
        }
    }

    private long progressInterval() {
        long shortest = Math.min(timeouts.client().toNanos(), timeouts.server().toNanos());
        return Math.min(PROGRESS_NANOS, shortest / 4);
    }

    @Override
    protected long check(long now) {
        return switch (phase) {
            case OPENING -> {
                if (now < openingEnds) {
                    yield openingEnds;
                }
                openingEnds = NEVER;
                whenOpeningEnds.run();
                yield openingEnds;
            }
            case RELAYING -> checkIdle(now);
            case OVER -> NEVER;
        };
    }

    private long checkIdle(long now) {
        RelaySide to = server;
        if (to == null) {
            return NEVER;
        }
        long clientEnds = idleEnd(client, now);
        long serverEnds = idleEnd(to, now);
        long ends = Math.min(clientEnds, serverEnds);
        if (ends <= now) {
            timedOut(clientEnds <= serverEnds ? client : to);
            return NEVER;
        }
        return client.hasOutput() || to.hasOutput() ? Math.min(ends, now + progressInterval()) : ends;
    }

    private long idleEnd(RelaySide side, long now) {
        long limit = limit(side).toNanos();
        // A side found to take no data gets one more look. The noted times may be a tick old.
        return side.lastActive(now, now + progressInterval() - limit) + limit + Deadlines.TICK.toNanos();
    }

    private Duration limit(RelaySide side) {
        if (side.isClient()) {
            return side.hasOutputEnded() ? timeouts.clientFin() : timeouts.client();
        }
        return side.hasOutputEnded() ? timeouts.serverFin() : timeouts.server();
    }

    private void timedOut(RelaySide idle) {
        String side = idle.isClient() ? "client" : "server";
        Duration limit = limit(idle);
        String what = idle.hasOutputEnded()
                ? "the " + side + " did not end its side within " + limit.toMillis() + " ms of silence"
                : "the " + side + " neither sent nor took data for " + limit.toMillis() + " ms";
        end(EndReason.TIMEOUT, what, false);
    }

    /** Both streams have ended and everything is with the kernel. */
    void done() {
        end(EndReason.DONE, null, false);
    }

    /** One side was reset: so is the other. A client still gets what was read from the server before. */
    void reset(RelaySide side) {
        if (isOver()) {
            return;
        }
        if (side == client) {
            end(EndReason.CLIENT_RESET, null, true);
        } else if (side != server) {
            // A connect that failed: its future tells.
            return;
        } else if (phase == Phase.RELAYING && client.pendingOutput() > 0) {
            side.close(true);
            client.resetWhenDrained(() -> end(EndReason.SERVER_RESET, null, true));
        } else {
            end(EndReason.SERVER_RESET, null, true);
        }
    }

    /** A fault of ours. */
    void fault(Throwable cause) {
        if (!isOver()) {
            System.getLogger("io.weir.l7").log(System.Logger.Level.ERROR, "connection of " + frontend.name(), cause);
            end(EndReason.INTERNAL, cause.toString(), true);
        }
    }

    /**
     * Ends it, once.
     *
     * @param reset whether both ends see a reset; otherwise only one that does not get all its data
     */
    void end(EndReason reason, @Nullable String detail, boolean reset) {
        if (isOver()) {
            return;
        }
        phase = Phase.OVER;
        loop.deadlines().forget(this);
        loop.remove(this);
        RelaySide to = server;
        client.close(reset || losesData(client, reason));
        if (to != null) {
            to.close(reset || losesData(to, reason));
        }
        dispatch.over();
        if (context.log().wants(reason)) {
            context.log().ended(record(reason, detail));
        }
        frontend.ended(load, reason);
    }

    /** A stream that is cut short must not look complete. */
    private static boolean losesData(RelaySide side, EndReason reason) {
        return reason != EndReason.DONE && side.pendingOutput() > 0;
    }

    private ConnectionEnd record(EndReason reason, @Nullable String detail) {
        long ended = System.nanoTime();
        long relayed = relayingNanos == 0 ? ended : relayingNanos;
        return new ConnectionEnd(
                frontend.name(),
                clientAddress.withPort(clientPort),
                dispatch.destination(),
                reason,
                detail,
                Duration.ofNanos(relayed - acceptedNanos),
                Duration.ofNanos(ended - acceptedNanos),
                bytesIn,
                bytesOut);
    }

    ConnectionInfo info() {
        return new ConnectionInfo(
                frontend.name(),
                dispatch.serverName(),
                clientAddress.withPort(clientPort),
                Instant.ofEpochMilli(acceptedMillis),
                bytesIn,
                bytesOut);
    }
}
