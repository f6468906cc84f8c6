package io.weir.l7.http.exchange;

import io.netty.buffer.ByteBuf;
import io.weir.l7.http.message.Fields;

/** What a {@link ClientStream} tells after the request's head. */
public interface ClientStreamListener {
    /** A part of the body, which now belongs to the listener. */
    void requestData(ByteBuf data, boolean end);

    /** Trailers, which end the body; those that RFC 9110 forbids are gone already. */
    void requestTrailers(Fields trailers);

    /** The end of what was read at once: a good time to flush. */
    void requestReadComplete();

    /** The client takes data again. */
    void clientWritable();

    /**
     * The client has gone, or broke the protocol, before the exchange was over; the stream is closed and takes nothing
     * more.
     *
     * @param cause why
     */
    void clientGone(StreamEnd cause);
}
