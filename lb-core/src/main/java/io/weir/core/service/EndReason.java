package io.weir.core.service;

/** Why a connection ended; counted per service and written to the log. */
public enum EndReason {
    /** Both sides closed in order. */
    DONE("done"),
    /** The client reset the connection. */
    CLIENT_RESET("client-reset"),
    /** The server reset the connection. */
    SERVER_RESET("server-reset"),
    /** A side was idle for longer than its timeout. */
    TIMEOUT("timeout"),
    /** No server accepted the connection in time. */
    CONNECT_FAILED("connect-failed"),
    /** The service is transparent, and no server can be reached from an address like the client's. */
    CLIENT_ADDRESS("client-address"),
    /** No server could take the connection and there is no fallback. */
    NO_SERVER("no-server"),
    /** The wait for a free place was longer than the queue timeout. */
    QUEUE_TIMEOUT("queue-timeout"),
    /** The PROXY header was missing or malformed. */
    BAD_PROXY_HEADER("bad-proxy-header"),
    /** The TLS handshake failed. */
    TLS_HANDSHAKE("tls-handshake"),
    /** The client sent what HTTP does not allow, or more than is allowed here. */
    BAD_REQUEST("bad-request"),
    /** The operator halted the server. */
    HALTED("halted"),
    /** The server was found down. */
    SERVER_DOWN("server-down"),
    /** The flow table of layer 4 was full and this flow made room. */
    EVICTED("evicted"),
    /** The service was removed or disabled, or the daemon stops. */
    SHUTDOWN("shutdown"),
    /** A fault of ours; the log has it. */
    INTERNAL("internal");

    private final String key;

    EndReason(String key) {
        this.key = key;
    }

    /** The word of status, log and metrics. */
    public String key() {
        return key;
    }
}
