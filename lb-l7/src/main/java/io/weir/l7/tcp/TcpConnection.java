package io.weir.l7.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.service.EndReason;
import io.weir.core.service.Persistence;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import io.weir.core.service.Timeouts;
import io.weir.core.service.VirtualService;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.frontend.Accepted;
import io.weir.l7.frontend.ConnectionInfo;
import io.weir.l7.frontend.ConnectionLoop;
import io.weir.l7.frontend.Frontend;
import io.weir.l7.frontend.LoopConnection;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.persist.ConnectionKey;
import io.weir.l7.persist.FirstBytes;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client connection from accept to end: its phase, its deadline, its figures. Confined to its event loop, which
 * carries both of its channels.
 */
final class TcpConnection extends LoopConnection {
    /** How often a side that takes no data is looked at; it is cut at most this much late. */
    private static final long PROGRESS_NANOS = Duration.ofSeconds(1).toNanos();

    private enum Phase {
        /** Waits for what must come first: a PROXY header, a place, a server's answer. */
        OPENING,
        RELAYING,
        OVER
    }

    private final Accepted accepted;
    private final RelaySide client;
    private final Dispatch dispatch;

    private Phase phase = Phase.OPENING;
    private long openingEnds = NEVER;
    private Runnable whenOpeningEnds = () -> {};
    private Timeouts timeouts;
    private @Nullable RelaySide server;
    private @Nullable ServerSnapshot target;
    private long relayingNanos;
    private long bytesIn;
    private long bytesOut;

    TcpConnection(Accepted accepted) {
        this.accepted = accepted;
        ServiceSnapshot service = accepted.service();
        this.timeouts = service.definition().timeouts();
        this.client = new RelaySide(this, accepted.channel(), true);
        this.dispatch = new Dispatch(this, service);
    }

    /** Takes over a client's connection. */
    static void begin(Accepted accepted) {
        TcpConnection connection = new TcpConnection(accepted);
        accepted.channel().pipeline().addLast(connection.client);
        accepted.loop().add(connection);
        connection.recognise();
    }

    /** Finds out which server the client belongs to where the beginning of its stream says so. */
    private void recognise() {
        VirtualService service = accepted.service().definition();
        Persistence.Type type = service.persistence().type();
        ClientInfo.Handshake tls =
                type == Persistence.Type.SSL_SESSION_ID ? accepted.client().tls() : null;
        if (tls != null) {
            dispatch.choose(ConnectionKey.ofSession(tls.sessionId()));
        } else if (ConnectionKey.wanted(type)) {
            FirstBytes first = new FirstBytes(accepted.channel(), type, this::recognised);
            await(FirstBytes.LIMIT, first::late);
            first.begin(client);
        } else {
            dispatch.choose();
        }
    }

    private void recognised(ConnectionKey key, ByteBuf early) {
        if (isOver() || !early.isReadable()) {
            early.release();
        } else {
            client.hold(early);
        }
        if (!isOver()) {
            dispatch.choose(key);
        }
    }

    Accepted accepted() {
        return accepted;
    }

    ConnectionLoop loop() {
        return accepted.loop();
    }

    Frontend frontend() {
        return accepted.frontend();
    }

    ServiceLoad load() {
        return accepted.load();
    }

    ByteBufAllocator allocator() {
        return accepted.allocator();
    }

    long now() {
        return accepted.loop().deadlines().now();
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    @Override
    protected void cut(Set<Integer> serverIds, String detail) {
        ServerSnapshot to = target;
        if (to != null && serverIds.contains(to.id())) {
            end(EndReason.HALTED, detail, true);
        }
    }

    /** Waits at most this long before relaying begins; then {@code otherwise}. */
    void await(Duration limit, Runnable otherwise) {
        whenOpeningEnds = otherwise;
        openingEnds = accepted.loop().deadlines().fresh() + limit.toNanos();
        accepted.loop().deadlines().watch(this, openingEnds);
    }

    /** The server (null: the fallback) answered: relays until both sides have ended. */
    void relay(RelaySide to, @Nullable ServerSnapshot chosen, Timeouts limits) {
        phase = Phase.RELAYING;
        accepted.loop().deadlines().fresh();
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
            accepted.load().addBytesIn(bytes);
            if (serverLoad != null) {
                serverLoad.addBytesIn(bytes);
            }
        } else {
            bytesOut += bytes;
            accepted.load().addBytesOut(bytes);
            if (serverLoad != null) {
                serverLoad.addBytesOut(bytes);
            }
        }
    }

    /** A side has begun not to take data: looks at its progress from now on. */
    void watchProgress() {
        if (phase == Phase.RELAYING) {
            accepted.loop().deadlines().watch(this, now() + progressInterval());
        }
    }

    /** Timeouts that apply have changed. */
    void watchSoon() {
        if (phase == Phase.RELAYING) {
            accepted.loop().deadlines().watch(this, now());
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
            System.getLogger("io.weir.l7")
                    .log(
                            System.Logger.Level.ERROR,
                            "connection of " + accepted.frontend().name(),
                            cause);
            end(EndReason.INTERNAL, cause.toString(), true);
        }
    }

    @Override
    public void end(EndReason reason, @Nullable String detail, boolean reset) {
        if (isOver()) {
            return;
        }
        phase = Phase.OVER;
        accepted.loop().deadlines().forget(this);
        accepted.loop().remove(this);
        RelaySide to = server;
        client.close(reset || losesData(client, reason));
        if (to != null) {
            to.close(reset || losesData(to, reason));
        }
        dispatch.over();
        accepted.ended(reason, detail, dispatch.destination(), relayingNanos, bytesIn, bytesOut);
    }

    /** A stream that is cut short must not look complete. */
    private static boolean losesData(RelaySide side, EndReason reason) {
        return reason != EndReason.DONE && side.pendingOutput() > 0;
    }

    @Override
    protected ConnectionInfo info() {
        return accepted.info(dispatch.serverName(), bytesIn, bytesOut);
    }
}
