package io.weir.l7.http.exchange;

import io.netty.buffer.ByteBuf;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.ResponseHead;

/**
 * The client's end of one exchange: an HTTP/1 connection for the time of one request, or an HTTP/2 stream. Confined to
 * the connection's event loop, as {@link ClientStreamListener} is.
 */
public interface ClientStream {
    /**
     * Sends a head: interim ones, then one final. A final 101 turns the stream into a tunnel: what follows both ways is
     * data without framing.
     *
     * @param end whether neither data nor trailers follow
     */
    void head(ResponseHead head, boolean end);

    /** Sends a part of the body, which now belongs to the stream. */
    void data(ByteBuf data, boolean end);

    /** Sends trailers, which end the answer; drops them for a client that takes none. */
    void trailers(Fields trailers);

    /** Hands to the kernel what was written since the last call. */
    void flush();

    /** False when what waits for the client is more than should; {@link ClientStreamListener#clientWritable} follows. */
    boolean isWritable();

    /** Brings no more of the request's body for now; some that has been read already may still come. */
    void pauseReading();

    /** Brings the request's body again. */
    void resumeReading();

    /**
     * Cuts the answer short so that the client sees that it is not whole: a reset connection or stream. Nothing more is
     * told to the listener.
     */
    void abort();

    /** What the client speaks, as logs write it. */
    default String protocol() {
        return "HTTP/1.1";
    }

    /** Who the client is and how it came. */
    ClientInfo client();
}
