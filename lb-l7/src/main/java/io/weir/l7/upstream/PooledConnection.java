package io.weir.l7.upstream;

/** A server's connection and what the pool knows of it. */
public final class PooledConnection {
    private final ServerConnection connection;
    private boolean used;
    boolean listed;
    boolean retired;
    long idleSince;

    /** One that is in no pool yet. */
    public PooledConnection(ServerConnection connection) {
        this.connection = connection;
    }

    /** The connection. */
    public ServerConnection connection() {
        return connection;
    }

    /** Notes that it carries a request. False when it is the first. */
    public boolean use() {
        boolean before = used;
        used = true;
        return before;
    }
}
