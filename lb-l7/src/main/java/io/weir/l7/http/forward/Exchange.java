package io.weir.l7.http.forward;

import io.netty.buffer.ByteBuf;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.service.EndReason;
import io.weir.l7.accesslog.AccessLog;
import io.weir.l7.accesslog.RequestTrace;
import io.weir.l7.deadline.Deadline;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.frontend.Frontend;
import io.weir.l7.http.exchange.ClientStream;
import io.weir.l7.http.exchange.ClientStreamListener;
import io.weir.l7.http.exchange.ServerStream;
import io.weir.l7.http.exchange.ServerStreamListener;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.Methods;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import io.weir.l7.route.Decision;
import io.weir.l7.route.LocalAnswer;
import io.weir.l7.upstream.PooledConnection;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: where it goes, and everything that streams between both ends. {@link Placing} finds the
 * server and brings a stream to it. Confined to the connection's event loop.
 */
final class Exchange extends Deadline implements ClientStreamListener, ServerStreamListener {
    private static final int BAD_GATEWAY = 502;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int MISDIRECTED_REQUEST = 421;

    /** Neighbours among the exchanges of the connection. */
    @Nullable Exchange earlier;

    @Nullable Exchange later;

    private final HttpConnection connection;
    private final RequestHead request;
    private final ClientStream client;
    private final Placing placing;
    private final Payload payload = new Payload();
    private final EarlyBody early = new EarlyBody();
    private final Phase phase = new Phase();
    private final @Nullable RequestTrace trace;
    private Decision decision = Decision.NONE;
    private final Patience patience;
    private @Nullable ServerStream server;
    private @Nullable PooledConnection carrier;
    private boolean reused;
    private boolean requestEnded;
    private boolean bodyTaken;
    private boolean clientPaused;
    private boolean serverPaused;
    private boolean answering;
    private boolean tunnel;
    private boolean over;

    Exchange(HttpConnection connection, RequestHead request, ClientStream client, @Nullable RequestTrace trace) {
        this.trace = trace;
        this.connection = connection;
        this.request = request;
        this.client = client;
        this.placing = new Placing(this, connection, trace);
        this.patience = new Patience(placing.service().definition());
    }

    RequestHead request() {
        return request;
    }

    /** Where the answer goes. */
    ClientStream client() {
        return client;
    }

    boolean isOver() {
        return over;
    }

    private Deadlines deadlines() {
        return connection.accepted().loop().deadlines();
    }

    /** Sets out. The service that it is for is null where that is none. */
    void begin(@Nullable Frontend asked, boolean end) {
        requestEnded = end;
        patience.clientMoved(deadlines().fresh());
        Routing routing = Routing.of(connection, asked, request, decision);
        if (routing.decision() == null) {
            answer(MISDIRECTED_REQUEST, EndReason.BAD_REQUEST, "the host belongs to another service of this address");
            return;
        }
        decision = routing.decision();
        LocalAnswer own = routing.own();
        if (own != null) {
            answerItself(own.head(), own.body(), EndReason.DONE, null);
            return;
        }
        String other = routing.service();
        if (other != null && !placing.use(other)) {
            answer(SERVICE_UNAVAILABLE, EndReason.NO_SERVER, "service " + other + " of a rule does not serve");
            return;
        }
        patience.with(placing.service().definition());
        placing.choose(decision.servers());
        if (!end && server == null && !over) {
            pauseClient();
        }
    }

    /** Waits at most until then before a server's stream is there. */
    void await(Duration limit, Runnable otherwise) {
        long ends = deadlines().fresh() + limit.toNanos();
        phase.begin(ends, otherwise);
        deadlines().watch(this, ends);
    }

    /** A connection to the server, or to the fallback, can carry the request. */
    void carriedBy(PooledConnection pooled) {
        carrier = pooled;
        reused = pooled.use();
        phase.end();
        long now = deadlines().fresh();
        patience.serverMoved(now);
        if (trace != null) {
            trace.connected();
        }
        ServerStream stream = pooled.connection().open(this);
        server = stream;
        boolean bodyless = requestEnded && early.isEmpty();
        stream.head(request, bodyless);
        if (!early.isEmpty()) {
            bodyTaken = true;
            early.sendTo(stream, requestEnded);
        }
        stream.flush();
        if (over) {
            return;
        }
        if (!requestEnded && stream.isWritable()) {
            resumeClient();
            patience.body().resume(now);
        }
        deadlines().watch(this, Math.min(now + patience.shortest(false), bodyEnds()));
    }

    private long bodyEnds() {
        return requestEnded || answering ? NEVER : patience.body().ends(payload.in());
    }

    // What the client tells.

    @Override
    public void requestData(ByteBuf data, boolean end) {
        if (over) {
            data.release();
            return;
        }
        requestEnded |= end;
        payload.in(data.readableBytes());
        long now = deadlines().now();
        patience.clientMoved(now);
        ServerStream to = server;
        if (to == null) {
            early.add(data);
            return;
        }
        bodyTaken = true;
        patience.serverMoved(now);
        to.data(data, end);
        if (!over && !end && !to.isWritable()) {
            pauseClient();
        }
    }

    @Override
    public void requestTrailers(Fields trailers) {
        if (over) {
            return;
        }
        requestEnded = true;
        ServerStream to = server;
        if (to == null) {
            early.end(trailers);
        } else {
            bodyTaken = true;
            to.trailers(trailers);
        }
    }

    @Override
    public void requestReadComplete() {
        ServerStream to = server;
        if (to != null && !over) {
            to.flush();
            count();
        }
    }

    @Override
    public void clientWritable() {
        ServerStream from = server;
        long now = deadlines().now();
        patience.clientMoved(now);
        if (from != null && serverPaused && !over) {
            serverPaused = false;
            patience.serverMoved(now);
            from.resumeReading();
        }
    }

    @Override
    public void clientGone(StreamEnd cause) {
        if (!over) {
            giveServerUp();
            finish(cause.reason(), cause.detail());
        }
    }

    private void pauseClient() {
        if (!clientPaused) {
            clientPaused = true;
            patience.body().pause(deadlines().now());
            client.pauseReading();
        }
    }

    private void resumeClient() {
        if (clientPaused) {
            clientPaused = false;
            patience.clientMoved(deadlines().now());
            patience.body().resume(deadlines().now());
            client.resumeReading();
        }
    }

    // What the server tells.

    @Override
    public void responseHead(ResponseHead head, boolean end) {
        if (over) {
            return;
        }
        patience.serverMoved(deadlines().now());
        if (head.interim()) {
            client.head(head, false);
            return;
        }
        answering = true;
        tunnel = Methods.tunnels(request.method(), head.status());
        placing.answered(head.status());
        placing.chosen(request, head);
        note(head.status());
        decision.answer(head);
        FrontDoor.secure(connection.accepted(), head);
        client.head(head, end);
        if (end) {
            answered();
        } else if (tunnel) {
            placing.served();
            deadlines().watch(this, deadlines().now() + patience.shortest(true));
        }
    }

    @Override
    public void responseData(ByteBuf data, boolean end) {
        if (over) {
            data.release();
            return;
        }
        payload.out(data.readableBytes());
        patience.serverMoved(deadlines().now());
        client.data(data, end);
        if (end) {
            answered();
        } else if (!client.isWritable() && !serverPaused) {
            pauseServer();
        }
    }

    private void pauseServer() {
        ServerStream from = server;
        client.flush();
        if (from != null && !over && !client.isWritable()) {
            serverPaused = true;
            patience.clientMoved(deadlines().now());
            from.pauseReading();
        }
    }

    @Override
    public void responseTrailers(Fields trailers) {
        if (!over) {
            client.trailers(trailers);
            answered();
        }
    }

    @Override
    public void responseReadComplete() {
        if (!over) {
            client.flush();
            count();
        }
    }

    @Override
    public void serverWritable() {
        patience.serverMoved(deadlines().now());
        if (!over) {
            resumeClient();
        }
    }

    @Override
    public void serverGone(StreamEnd cause, Unprocessed unprocessed) {
        if (over) {
            return;
        }
        boolean again = reused;
        server = null;
        leaveCarrier(false);
        if (answering) {
            placing.noteFailure(cause);
            finish(cause.reason(), cause.detail());
            client.abort();
        } else if (!bodyTaken && Retries.allowed(request.method(), unprocessed)) {
            if (!requestEnded) {
                pauseClient();
            }
            // A connection that was kept open says nothing of the server: the same one may do.
            placing.retry(cause, again, decision.servers());
        } else {
            placing.noteFailure(cause);
            answer(BAD_GATEWAY, cause.reason(), cause.detail());
        }
    }

    /** The whole answer has been handed to the client. */
    private void answered() {
        placing.served();
        client.flush();
        if (over) {
            return;
        }
        if (requestEnded) {
            leaveCarrier(true);
        } else {
            // The server has said all before it has heard all: its connection is in no state for another request.
            giveServerUp();
        }
        finish(EndReason.DONE, null);
    }

    // Ends.

    /** No server can take it, or the one that did has failed: says so to the client, or cuts what it gets. */
    void answer(int status, EndReason reason, @Nullable String detail) {
        if (!over) {
            byte[] body = OwnAnswer.body(status);
            answerItself(OwnAnswer.head(status, body.length), body, reason, detail);
        }
    }

    private void answerItself(ResponseHead head, byte[] body, EndReason reason, @Nullable String detail) {
        giveServerUp();
        decision.answer(head);
        FrontDoor.secure(connection.accepted(), head);
        note(head.status());
        boolean headOnly = request.method().equals(Methods.HEAD);
        payload.own(headOnly ? 0 : body.length);
        // First, so that what the client's stream does next finds it over.
        finish(reason, detail);
        OwnAnswer.send(client, head, body, headOnly);
    }

    /** The operator halted servers. */
    void cut(Set<Integer> serverIds, String detail) {
        ServerSnapshot to = placing.server();
        if (over || to == null || !serverIds.contains(to.id())) {
            return;
        }
        stop(SERVICE_UNAVAILABLE, EndReason.HALTED, detail);
    }

    /** Cuts an answer that is under way, and gives one otherwise. */
    private void stop(int status, EndReason reason, String detail) {
        if (answering) {
            giveServerUp();
            // First: a connection that ends with its only exchange would have another reason.
            finish(reason, detail);
            client.abort();
        } else {
            answer(status, reason, detail);
        }
    }

    private void giveServerUp() {
        ServerStream to = server;
        server = null;
        if (to != null) {
            to.abort();
        }
        leaveCarrier(false);
    }

    private void leaveCarrier(boolean inOrder) {
        PooledConnection pooled = carrier;
        carrier = null;
        server = null;
        if (pooled != null) {
            placing.leave(pooled, inOrder);
        }
    }

    private void finish(EndReason reason, @Nullable String detail) {
        count();
        over = true;
        deadlines().forget(this);
        early.release();
        placing.over();
        Destination destination = placing.destination();
        connection.exchanged(this, destination, payload.in(), payload.out());
        if (trace != null) {
            AccessLog log = connection.accepted().context().log().access();
            trace.served(log, serverName(), placing.attempts(), payload.in(), payload.out(), reason, detail);
        }
        if (reason != EndReason.DONE) {
            connection.accepted().failed(reason, detail, Destination.words(destination), payload.in(), payload.out());
        }
    }

    private void note(int status) {
        if (trace != null) {
            trace.answered(status);
        }
    }

    private void count() {
        payload.count(connection.accepted().load(), placing.server(), CompressingStream.takeSaved(client));
    }

    /** The server's name, {@code fallback}, or null while there is neither. */
    @Nullable String serverName() {
        return placing.serverName();
    }

    @Override
    protected long check(long now) {
        if (over) {
            return NEVER;
        }
        if (server == null) {
            return phase.check(now);
        }
        if (tunnel) {
            long ends = patience.tunnelEnds();
            if (now >= ends) {
                stop(GATEWAY_TIMEOUT, EndReason.TIMEOUT, patience.tunnelWords());
            }
            return now < ends ? ends : NEVER;
        }
        return checkStreams(now);
    }

    private long checkStreams(long now) {
        ServerStream to = server;
        boolean serverBlocked = to != null && !to.isWritable();
        boolean clientBlocked = !client.isWritable();
        boolean waitsForClient = clientBlocked || (!requestEnded && !clientPaused);
        boolean waitsForServer = serverBlocked || (requestEnded && !clientBlocked);
        long clientEnds = waitsForClient ? patience.clientEnds() : NEVER;
        long serverEnds = waitsForServer ? patience.serverEnds() : NEVER;
        long bodyEnds = bodyEnds();
        if (clientEnds <= now) {
            clientLate(clientBlocked ? Refusal.SLOW_READER : Refusal.TOO_SLOW, patience.clientWords());
        } else if (bodyEnds <= now) {
            clientLate(Refusal.SLOW_BODY, patience.body().words(payload.in()));
        } else if (serverEnds <= now) {
            String words = patience.serverWords();
            placing.noteFailure(new StreamEnd(EndReason.TIMEOUT, words));
            stop(GATEWAY_TIMEOUT, EndReason.TIMEOUT, words);
        } else {
            return Math.min(Math.min(now + patience.shortest(false), bodyEnds), Math.min(clientEnds, serverEnds));
        }
        return NEVER;
    }

    private void clientLate(Refusal refusal, String words) {
        connection.context().refusals().count(refusal);
        stop(REQUEST_TIMEOUT, EndReason.TIMEOUT, words);
    }
}
