package io.weir.l7.http.forward;

import io.weir.core.service.EndReason;
import io.weir.core.service.Layer7;
import io.weir.l7.accesslog.RequestTrace;
import io.weir.l7.frontend.Accepted;
import io.weir.l7.frontend.ConnectionInfo;
import io.weir.l7.frontend.Frontend;
import io.weir.l7.frontend.LoopConnection;
import io.weir.l7.http.exchange.ClientConnection;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.exchange.ClientStream;
import io.weir.l7.http.exchange.ClientStreamListener;
import io.weir.l7.http.exchange.ExchangeStart;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.upstream.ServerPool;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client's connection in HTTP mode and the exchanges on it. Confined to its event loop. */
public final class HttpConnection extends LoopConnection implements ExchangeStart {
    private final Accepted accepted;
    private final HttpContext context;
    private final ServerPool pool;
    private final ClientInfo client;
    private @Nullable ClientConnection wire;
    private @Nullable Exchange first;
    private @Nullable Destination last;
    private long firstRequestNanos;
    private long bytesIn;
    private long bytesOut;
    private boolean over;

    HttpConnection(Accepted accepted, HttpContext context) {
        this.accepted = accepted;
        this.context = context;
        this.pool = context.pool(accepted.loop());
        this.client = accepted.client();
        accepted.loop().add(this);
    }

    /** What speaks with the client. */
    void speaks(ClientConnection connection) {
        wire = connection;
    }

    Accepted accepted() {
        return accepted;
    }

    HttpContext context() {
        return context;
    }

    ServerPool pool() {
        return pool;
    }

    /** Who the client is and how it came. */
    public ClientInfo client() {
        return client;
    }

    @Override
    public ClientStreamListener begin(RequestHead head, boolean end, ClientStream stream) {
        if (firstRequestNanos == 0) {
            firstRequestNanos = System.nanoTime();
        }
        Frontend asked = FrontDoor.asked(accepted, head);
        Frontend by = asked == null ? accepted.frontend() : asked;
        Layer7 layer7 = by.service().definition().layer7();
        RequestTrace trace = RequestTrace.begin(layer7.accessLog(), by.name(), head, client, stream.protocol());
        Exchange exchange = new Exchange(
                this, head, CompressingStream.around(stream, head, layer7.http(), accepted.allocator()), trace);
        exchange.later = first;
        if (first != null) {
            first.earlier = exchange;
        }
        first = exchange;
        exchange.begin(asked, end);
        return exchange;
    }

    /** An exchange is over. */
    void exchanged(Exchange exchange, @Nullable Destination destination, long in, long out) {
        Exchange before = exchange.earlier;
        Exchange after = exchange.later;
        if (before != null) {
            before.later = after;
        } else {
            first = after;
        }
        if (after != null) {
            after.earlier = before;
        }
        if (exchange.client() instanceof CompressingStream compressing) {
            compressing.close();
        }
        exchange.earlier = null;
        exchange.later = null;
        last = destination;
        bytesIn += in;
        bytesOut += out;
    }

    @Override
    public void ended(StreamEnd end) {
        if (!over) {
            over = true;
            accepted.loop().remove(this);
            cutAll(end);
            accepted.ended(end.reason(), end.detail(), Destination.words(last), firstRequestNanos, bytesIn, bytesOut);
        }
    }

    private void cutAll(StreamEnd end) {
        while (first != null) {
            first.clientGone(end);
        }
    }

    @Override
    protected void cut(Set<Integer> serverIds, String detail) {
        Exchange at = first;
        while (at != null) {
            Exchange exchange = at;
            at = at.later;
            exchange.cut(serverIds, detail);
        }
    }

    @Override
    protected void finish(Set<String> services) {
        ClientConnection connection = wire;
        if (connection != null && services.contains(accepted.frontend().name())) {
            connection.finish();
        }
    }

    @Override
    public void end(EndReason reason, @Nullable String detail, boolean reset) {
        ClientConnection connection = wire;
        if (over || connection == null) {
            return;
        }
        ended(new StreamEnd(reason, detail));
        connection.abort();
    }

    @Override
    protected ConnectionInfo info() {
        Exchange at = first;
        Destination before = last;
        String idle = before == null ? null : before.name();
        return accepted.info(at == null ? idle : at.serverName(), bytesIn, bytesOut);
    }

    @Override
    protected long check(long now) {
        return NEVER;
    }
}
