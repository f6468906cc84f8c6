package io.weir.l7.http.exchange;

import io.netty.buffer.ByteBuf;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.ResponseHead;

/** What a {@link ServerStream} tells. After an end the stream is no longer the listener's. */
public interface ServerStreamListener {
    /** A head: interim ones, then one final. */
    void responseHead(ResponseHead head, boolean end);

    /** A part of the body, which now belongs to the listener. */
    void responseData(ByteBuf data, boolean end);

    /** Trailers, which end the answer; those that RFC 9110 forbids are gone already. */
    void responseTrailers(Fields trailers);

    /** The end of what was read at once: a good time to flush. */
    void responseReadComplete();

    /** The server takes data again. */
    void serverWritable();

    /**
     * The server has gone, or broke the protocol, before the answer was whole.
     *
     * @param cause why
     * @param unprocessed whether the server has provably not processed the request (RFC 9113, 8.7; or not a byte of an
     *     answer came on a connection that had been used before, which only allows an idempotent request to be retried)
     */
    void serverGone(StreamEnd cause, Unprocessed unprocessed);

    /** What is known of a request that got no answer. */
    enum Unprocessed {
        /** It was not sent, or the server says that it did nothing (GOAWAY, REFUSED_STREAM). Any method may be retried. */
        CERTAIN,
        /** A connection that was kept open ended without a byte of an answer. Idempotent methods may be retried. */
        LIKELY,
        /** It may have been processed. */
        NO
    }
}
