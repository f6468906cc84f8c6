package io.weir.l7.http.exchange;

import io.netty.buffer.ByteBuf;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;

/**
 * The server's end of one exchange: an HTTP/1 connection for the time of one request, or an HTTP/2 stream. Confined to
 * the event loop of the client's connection, as {@link ServerStreamListener} is.
 */
public interface ServerStream {
    /**
     * Sends the request's head, with Host or :authority, framing and hop-by-hop fields of its own.
     *
     * @param end whether neither data nor trailers follow
     */
    void head(RequestHead head, boolean end);

    /** Sends a part of the body, which now belongs to the stream. */
    void data(ByteBuf data, boolean end);

    /** Sends trailers, which end the request. */
    void trailers(Fields trailers);

    /** Hands to the kernel what was written since the last call. */
    void flush();

    /** False when what waits for the server is more than should; {@link ServerStreamListener#serverWritable} follows. */
    boolean isWritable();

    /** Brings no more of the answer's body for now; some that has been read already may still come. */
    void pauseReading();

    /** Brings the answer's body again. */
    void resumeReading();

    /**
     * Gives the exchange up: resets the stream, or closes the connection, which is then never used again. Nothing more
     * is told to the listener.
     */
    void abort();
}
