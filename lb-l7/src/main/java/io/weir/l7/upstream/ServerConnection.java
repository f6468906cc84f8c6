package io.weir.l7.upstream;

import io.weir.l7.http.exchange.ServerStream;
import io.weir.l7.http.exchange.ServerStreamListener;

/** A connection to a server that carries exchanges, one or many at a time. Confined to its event loop. */
public interface ServerConnection {
    /** Whether {@link #open} may be called now: it is open, not about to end, and has room for one more stream. */
    boolean acceptsStream();

    /** Begins an exchange. Only when {@link #acceptsStream}. */
    ServerStream open(ServerStreamListener listener);

    /** Whether no exchange is under way. */
    boolean idle();

    /** Closes it; exchanges that are under way hear that the server has gone. */
    void close();
}
