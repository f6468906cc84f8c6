package io.weir.l7.accesslog;

import io.netty.util.AsciiString;
import io.weir.core.service.EndReason;
import io.weir.core.service.Layer7;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** Follows one request for the access log. Confined to an event loop. */
public final class RequestTrace {
    private static final AsciiString USER_AGENT = AsciiString.cached("user-agent");
    private static final AsciiString REFERER = AsciiString.cached("referer");

    private final Layer7.AccessLog form;
    private final String service;
    private final ClientInfo client;
    private final String protocol;
    private final AsciiString method;
    private final AsciiString host;
    private final AsciiString target;
    private final @Nullable AsciiString userAgent;
    private final @Nullable AsciiString referer;
    private final long beganMillis = System.currentTimeMillis();
    private final long beganNanos = System.nanoTime();

    private long placed = Access.Timing.NOT_REACHED;
    private long connected = Access.Timing.NOT_REACHED;
    private long firstByte = Access.Timing.NOT_REACHED;
    private int status;
    private boolean persisted;

    private RequestTrace(Layer7.AccessLog form, String service, RequestHead head, ClientInfo client, String protocol) {
        this.form = form;
        this.service = service;
        this.client = client;
        this.protocol = protocol;
        this.method = head.method();
        this.host = head.authority();
        this.target = head.target();
        this.userAgent = head.fields().get(USER_AGENT);
        this.referer = head.fields().get(REFERER);
    }

    /**
     * Begins, before anything changes the head.
     *
     * @param protocol {@code HTTP/1.1} or {@code HTTP/2}
     * @return null where the service has no access log
     */
    public static @Nullable RequestTrace begin(
            Layer7.AccessLog form, String service, RequestHead head, ClientInfo client, String protocol) {
        return form == Layer7.AccessLog.OFF ? null : new RequestTrace(form, service, head, client, protocol);
    }

    private long since() {
        return System.nanoTime() - beganNanos;
    }

    /** A server has a place for it. */
    public void placed(boolean byPersistence) {
        placed = since();
        persisted = byPersistence;
    }

    /** A connection to the server is there. */
    public void connected() {
        if (placed == Access.Timing.NOT_REACHED) {
            placed = since();
        }
        connected = since();
    }

    /** The final head goes to the client. */
    public void answered(int code) {
        status = code;
        firstByte = since();
    }

    /**
     * Tells the log.
     *
     * @param server name of the server; null where none was reached
     * @param retries how many servers were tried before it
     */
    public void served(
            AccessLog log,
            @Nullable String server,
            int retries,
            long bytesIn,
            long bytesOut,
            EndReason reason,
            @Nullable String detail) {
        Access.Request request =
                new Access.Request(method, host, target, protocol, status, retries, persisted, userAgent, referer);
        long connect =
                connected == Access.Timing.NOT_REACHED ? Access.Timing.NOT_REACHED : Math.max(0, connected - placed);
        Access.Timing timing = new Access.Timing(placed, connect, firstByte, since());
        log.served(
                form,
                new Access(
                        beganMillis,
                        service,
                        server,
                        client.address(),
                        client.port(),
                        request,
                        bytesIn,
                        bytesOut,
                        timing,
                        reason,
                        detail,
                        client.tls()));
    }
}
