package io.weir.l7.http.forward;

import io.netty.buffer.ByteBuf;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.schedule.CandidateFilter;
import io.weir.core.service.EndReason;
import io.weir.core.service.Fallback;
import io.weir.core.service.HttpMode;
import io.weir.core.service.ProxyProtocol;
import io.weir.core.service.RealServer;
import io.weir.core.service.VirtualService;
import io.weir.l7.accesslog.RequestTrace;
import io.weir.l7.frontend.Accepted;
import io.weir.l7.frontend.Frontend;
import io.weir.l7.frontend.PlaceQueue;
import io.weir.l7.frontend.PlaceWait;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import io.weir.l7.persist.Stickiness;
import io.weir.l7.upstream.ConnectAttempt;
import io.weir.l7.upstream.PooledConnection;
import io.weir.l7.upstream.ServerConnection;
import io.weir.l7.upstream.ServerProtocols;
import io.weir.l7.upstream.ServerTarget;
import io.weir.l7.upstream.SharedAttempt;
import io.weir.l7.upstream.SharedAttempts;
import io.weir.l7.upstream.SourceAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds a server for one request: chooses, takes a place or waits for one, takes a connection that is open or makes one,
 * tries another server when that fails, and turns to the fallback when none is left. Confined to the connection's loop
 * but for {@link #canUse}.
 */
final class Placing implements PlaceWait.Seeker, ServerProtocols.Waiting, SharedAttempt.Waiting {
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final String FALLBACK = "fallback";
    private static final int[] NONE_TRIED = {};

    private final Exchange exchange;
    private final @Nullable RequestTrace trace;
    private final HttpConnection connection;
    private final Accepted accepted;
    private final CandidateFilter filter = this::canUse;

    private Frontend frontend;
    private volatile ServiceSnapshot service;
    private volatile int[] tried = NONE_TRIED;
    private volatile @Nullable Set<String> allowed;
    private int attempts;
    private boolean afresh;
    private @Nullable PlaceWait wait;
    private @Nullable ServerSnapshot server;
    private boolean holdsPlace;
    private boolean toFallback;
    private boolean failedByStatus;
    private @Nullable Destination destination;
    private @Nullable ConnectAttempt connecting;
    private @Nullable SharedAttempt shared;
    private boolean waited;
    private @Nullable String failure;

    /** @param trace hears of the place, for the access log; null without one */
    Placing(Exchange exchange, HttpConnection connection, @Nullable RequestTrace trace) {
        this.exchange = exchange;
        this.trace = trace;
        this.connection = connection;
        this.accepted = connection.accepted();
        this.frontend = accepted.frontend();
        this.service = frontend.service();
    }

    ServiceSnapshot service() {
        return service;
    }

    /** The server that was chosen; null while there is none, and for the fallback. */
    @Nullable ServerSnapshot server() {
        return server;
    }

    /** Uses the servers, the scheduler and the persistence of another service. False when there is none. */
    boolean use(String other) {
        Frontend named = connection.context().services().apply(other);
        if (named == null) {
            return false;
        }
        frontend = named;
        service = named.service();
        return true;
    }

    /** @param names the only servers that may be chosen; null for all */
    void choose(@Nullable Set<String> names) {
        allowed = names;
        choose();
    }

    @Override
    public void choose() {
        service = frontend.service();
        Stickiness stickiness = frontend.plan().stickiness();
        ServerSnapshot stuck =
                stickiness == null ? null : stickiness.stuck(service, exchange.request(), connection.client());
        boolean stays = stuck != null && filter.accepts(stuck.id());
        ServerSnapshot chosen = stays ? stuck : service.choose(accepted.clientAddress(), accepted.port(), filter);
        if (chosen != null) {
            if (chosen.load().tryAcquire(chosen.definition().maxConnections())) {
                holdsPlace = true;
                server = chosen;
                leaveQueue();
                if (trace != null) {
                    trace.placed(stays);
                }
                reach(chosen);
            } else {
                // Stuck to a full server; or somebody was faster, then any server will do.
                waitFor(stays ? chosen.id() : PlaceQueue.ANY);
            }
        } else if (service.hasCandidates(filter)) {
            waitFor(PlaceQueue.ANY);
        } else {
            leaveQueue();
            reachFallback();
        }
    }

    @Override
    public boolean canUse(int serverId) {
        for (int one : tried) {
            if (one == serverId) {
                return false;
            }
        }
        Set<String> names = allowed;
        if (names == null) {
            return true;
        }
        ServerSnapshot candidate = service.server(serverId);
        return candidate != null && names.contains(candidate.name());
    }

    private void waitFor(int serverId) {
        PlaceWait waiting = wait;
        if (waiting == null) {
            waiting = new PlaceWait(accepted, frontend, this);
            wait = waiting;
        }
        waiting.begin(service.definition(), serverId);
    }

    private void leaveQueue() {
        PlaceWait waiting = wait;
        if (waiting != null) {
            waiting.leave();
        }
    }

    @Override
    public boolean chose(int serverId) {
        ServerSnapshot chosen = server;
        return chosen != null && chosen.id() == serverId;
    }

    @Override
    public void await(Duration limit, Runnable late) {
        exchange.await(limit, late);
    }

    @Override
    public void refused(EndReason reason, String detail) {
        exchange.answer(SERVICE_UNAVAILABLE, reason, detail);
    }

    private void reach(ServerSnapshot chosen) {
        VirtualService definition = service.definition();
        RealServer real = chosen.definition();
        boolean transparent = definition.layer7().transparent();
        String refusal = transparent ? SourceAddress.refusal(accepted.clientAddress(), real.address()) : null;
        if (refusal != null) {
            exchange.answer(SERVICE_UNAVAILABLE, EndReason.CLIENT_ADDRESS, refusal);
            return;
        }
        ServerTarget to = ServerTargets.of(accepted, definition, real);
        destination = new Destination(chosen.name(), to);
        PooledConnection pooled =
                afresh || !isShared(definition) ? null : connection.pool().take(chosen.id(), to);
        if (pooled != null) {
            carry(pooled);
        } else if (to.http2() && !transparent && isShared(definition) && !afresh && !waited) {
            connectForAll(chosen.id(), to);
        } else {
            connect(to);
        }
    }

    private void connectForAll(int serverId, ServerTarget to) {
        SharedAttempts attempts = connection.pool().attempts();
        shared = attempts.join(serverId, to, this);
        if (shared != null) {
            exchange.await(service.definition().timeouts().connect(), this::answeredTooLate);
        } else {
            shared = attempts.begin(serverId, to);
            connect(to);
        }
    }

    private @Nullable SharedAttempt leaveShared(boolean makes) {
        SharedAttempt left = shared;
        shared = null;
        ServerSnapshot to = server;
        Destination reached = destination;
        if (left != null && !makes) {
            left.leave(this);
            return null;
        }
        if (left != null && to != null && reached != null) {
            connection.pool().attempts().end(to.id(), reached.target(), left);
        }
        return left;
    }

    @Override
    public void made() {
        waited = true;
        givenUp();
    }

    @Override
    public void givenUp() {
        shared = null;
        ServerSnapshot to = server;
        if (to != null && !exchange.isOver()) {
            reach(to);
        }
    }

    /** Whether one client's connection to a server may carry another's request. */
    private static boolean isShared(VirtualService definition) {
        return definition.proxyProtocol().send() == ProxyProtocol.Send.NONE;
    }

    private void reachFallback() {
        server = null;
        Fallback fallback = service.definition().fallback();
        if (fallback == null || toFallback) {
            EndReason reason = failure == null ? EndReason.NO_SERVER : EndReason.CONNECT_FAILED;
            exchange.answer(SERVICE_UNAVAILABLE, reason, failure);
            return;
        }
        toFallback = true;
        ServerTarget to = new ServerTarget(fallback.address(), fallback.port(), null, null, false, null, false);
        destination = new Destination(FALLBACK, to);
        connect(to);
    }

    private void connect(ServerTarget to) {
        ConnectAttempt attempt = new ConnectAttempt(
                to,
                service.definition(),
                connection.context().protocols(),
                accepted.loop().deadlines(),
                introduction(),
                this);
        connecting = attempt;
        exchange.await(service.definition().timeouts().connect(), this::answeredTooLate);
        attempt.begin(
                accepted.context().transport(),
                accepted.allocator(),
                accepted.loop().eventLoop());
    }

    /** The PROXY header goes to servers only: the fallback is a page that knows nothing of it. */
    private @Nullable ByteBuf introduction() {
        ProxyProtocol.Send send = service.definition().proxyProtocol().send();
        if (send == ProxyProtocol.Send.NONE || toFallback) {
            return null;
        }
        return accepted.introduction(send);
    }

    @Override
    public void connected(ServerConnection made) {
        connecting = null;
        SharedAttempt by = leaveShared(true);
        ServerSnapshot to = server;
        Destination reached = destination;
        PooledConnection pooled = new PooledConnection(made);
        if (exchange.isOver()) {
            made.close();
        } else {
            carry(pooled);
        }
        if (by != null) {
            if (to != null && reached != null && made.acceptsStream()) {
                connection.pool().share(to.id(), reached.target(), pooled);
            }
            by.made();
        }
    }

    private void carry(PooledConnection pooled) {
        ServerSnapshot to = server;
        if (to != null) {
            to.load().countConnection();
        }
        exchange.carriedBy(pooled);
    }

    private void answeredTooLate() {
        ConnectAttempt attempt = connecting;
        if (attempt == null && shared == null) {
            return;
        }
        long limit = service.definition().timeouts().connect().toMillis();
        String words = "no answer in " + limit + " ms";
        if (attempt == null) {
            leaveShared(false);
            unreached(words); // Who makes it notes the failure.
            return;
        }
        boolean answered = attempt.answered();
        connecting = null;
        attempt.cancel();
        ServerSnapshot to = server;
        if (!answered && to != null && service.definition().layer7().transparent()) {
            // It may be the way back to this client that fails, and the server's check knows better.
            accepted.context()
                    .unanswered()
                    .note(service.name(), to.name(), to.definition().address(), accepted.clientAddress());
            unreached(words + " to a connection from the client's address");
        } else {
            connectFailed(new StreamEnd(EndReason.CONNECT_FAILED, words));
        }
    }

    @Override
    public void connectFailed(StreamEnd why) {
        connecting = null;
        SharedAttempt by = leaveShared(true);
        if (!exchange.isOver()) {
            notReached(why);
        }
        if (by != null) {
            by.failed(why);
        }
    }

    private void notReached(StreamEnd why) {
        noteFailure(why);
        unreached(why.detail());
    }

    private void unreached(@Nullable String words) {
        failure = destination + ": " + words;
        tryAnother();
    }

    /** The exchange failed before the server did anything. */
    void retry(StreamEnd why, boolean kept, @Nullable Set<String> names) {
        allowed = names;
        failure = destination + ": " + why.detail();
        ServerSnapshot same = server;
        if (kept && same != null && !afresh) {
            afresh = true;
            reach(same);
            return;
        }
        noteFailure(why);
        tryAnother();
    }

    private void tryAnother() {
        ServerSnapshot lost = server;
        givePlaceBack();
        server = null;
        if (lost != null) {
            int[] more = Arrays.copyOf(tried, attempts + 1);
            more[attempts++] = lost.id();
            tried = more;
        }
        HttpMode http = frontend.plan().http();
        int most = http == null ? 0 : http.retries();
        if (lost == null) {
            reachFallback();
        } else if (attempts <= most) {
            choose();
        } else if (service.hasCandidates(filter)) {
            exchange.answer(SERVICE_UNAVAILABLE, EndReason.CONNECT_FAILED, failure);
        } else {
            reachFallback();
        }
    }

    /** How many servers were tried before the present one. */
    int attempts() {
        return attempts;
    }

    /** A final head has come: persistence may note who serves the client. */
    void chosen(RequestHead request, ResponseHead answer) {
        Stickiness stickiness = frontend.plan().stickiness();
        ServerSnapshot by = server;
        if (stickiness != null && by != null) {
            stickiness.chosen(service, by, request, answer, connection.client());
        }
    }

    /** The server's answer begins with this status. */
    void answered(int status) {
        boolean counts = service.definition().layer7().passive().status();
        failedByStatus = counts && (status == 500 || (status >= 502 && status <= 504));
        if (failedByStatus) {
            noteFailure(new StreamEnd(EndReason.DONE, "status " + status));
        }
    }

    /** The answer is whole, or a tunnel: one that breaks off ends no row of failures. */
    void served() {
        ServerSnapshot to = server;
        if (to != null
                && !failedByStatus
                && service.definition().layer7().passive().failures() > 0) {
            to.load().succeeded();
        }
    }

    /** What this one waited for could not be made. Who made it has noted that: the server has failed once, not for each. */
    @Override
    public void failed(StreamEnd why) {
        shared = null;
        if (!exchange.isOver()) {
            unreached(why.detail());
        }
    }

    /** The server failed this request. */
    void noteFailure(StreamEnd why) {
        ServerSnapshot to = server;
        int most = service.definition().layer7().passive().failures();
        if (to != null && most > 0 && to.load().failed() % most == 0) {
            String words = why.detail() == null ? why.reason().key() : why.detail();
            connection.context().reports().failing(service.name(), to.name(), words);
        }
    }

    /**
     * The exchange no longer uses the connection.
     *
     * @param inOrder whether the connection may carry another
     */
    void leave(PooledConnection pooled, boolean inOrder) {
        ServerSnapshot to = server;
        Destination reached = destination;
        if (inOrder && to != null && reached != null && isShared(service.definition())) {
            connection.pool().give(to.id(), reached.target(), pooled);
        } else if (pooled.connection().idle()) {
            pooled.connection().close();
        }
    }

    private void givePlaceBack() {
        ServerSnapshot held = server;
        if (holdsPlace && held != null) {
            holdsPlace = false;
            frontend.free(held.id(), held.load());
        }
    }

    /** The exchange is over: gives back what it holds. */
    void over() {
        leaveQueue();
        ConnectAttempt attempt = connecting;
        SharedAttempt by = leaveShared(attempt != null);
        if (attempt != null) {
            connecting = null;
            attempt.cancel();
        }
        givePlaceBack();
        if (by != null) {
            by.giveUp();
        }
    }

    /** The server's name, {@code fallback}, or null while there is neither. */
    @Nullable String serverName() {
        ServerSnapshot to = server;
        return to != null ? to.name() : toFallback ? FALLBACK : null;
    }

    /** What it went to or was tried last; null for nothing. */
    @Nullable Destination destination() {
        return destination;
    }
}
