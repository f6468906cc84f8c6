package io.weir.l7.http.exchange;

import io.weir.l7.http.message.RequestHead;

/** Begins exchanges; what a client's connection is given to hand its requests to. */
@FunctionalInterface
public interface ExchangeStart {
    /**
     * A request's head has come and the guard has let it through.
     *
     * @param end whether neither data nor trailers follow
     * @return whom to tell the rest
     */
    ClientStreamListener begin(RequestHead head, boolean end, ClientStream client);

    /**
     * The connection has ended: the last that is told, after {@link ClientStreamListener#clientGone} of the exchanges that
     * were under way.
     *
     * @param end why, with {@link io.weir.core.service.EndReason#DONE} for an end in order
     */
    default void ended(StreamEnd end) {}
}
