package io.weir.l7.accesslog;

import io.netty.util.AsciiString;
import io.weir.core.net.IpAddress;
import io.weir.core.service.EndReason;
import io.weir.l7.http.exchange.ClientInfo;
import org.jspecify.annotations.Nullable;

/**
 * What was served: one request, or one connection in TCP mode.
 *
 * @param timeMillis when it began, in milliseconds since 1970
 * @param service the virtual service
 * @param server the server's name; null where none was reached
 * @param client the client's address
 * @param clientPort its port
 * @param request what was asked and answered; null in TCP mode
 * @param bytesIn bytes of the request's body, or of the connection
 * @param bytesOut bytes of the answer's body as they were sent, after compression, or of the connection
 * @param timing how long it took
 * @param reason why it ended
 * @param detail more words; null for none
 * @param tls the client's handshake; null without
 */
public record Access(
        long timeMillis,
        String service,
        @Nullable String server,
        IpAddress client,
        int clientPort,
        @Nullable Request request,
        long bytesIn,
        long bytesOut,
        Timing timing,
        EndReason reason,
        @Nullable String detail,
        ClientInfo.@Nullable Handshake tls) {
    /**
     * One request as the client sent it, and what came of it.
     *
     * @param protocol {@code HTTP/1.1} or {@code HTTP/2}
     * @param status the final status that the client got; 0 for none
     * @param retries how many servers were tried before the one that answered
     * @param persisted whether persistence chose the server
     */
    public record Request(
            AsciiString method,
            AsciiString host,
            AsciiString target,
            String protocol,
            int status,
            int retries,
            boolean persisted,
            @Nullable AsciiString userAgent,
            @Nullable AsciiString referer) {}

    /**
     * Durations in nanoseconds; {@link #NOT_REACHED} for what did not come so far.
     *
     * @param queue the wait for a place
     * @param connect until a connection to the server was there; 0 where one was kept
     * @param firstByte from the begin to the answer's head
     * @param total from the begin to the end
     */
    public record Timing(long queue, long connect, long firstByte, long total) {
        /** It did not come so far. */
        public static final long NOT_REACHED = -1;
    }
}
