package io.weir.appliance.main;

import io.weir.core.service.EndReason;
import io.weir.l7.accesslog.AccessLog;
import io.weir.l7.accesslog.BoundedAccessLog;
import io.weir.l7.log.BoundedConnectionLog;
import io.weir.l7.log.ConnectionEnd;
import io.weir.l7.log.ConnectionLog;
import java.nio.file.Path;

/**
 * What the proxy writes.
 *
 * @param connections tells of connections that did not end in order, in the daemon's log
 * @param accessFile takes all that was served, in a file of its own
 */
record Logs(BoundedConnectionLog connections, BoundedAccessLog accessFile) implements ConnectionLog, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.weir.connection");

    static Logs start(Path accessLogFile) {
        return new Logs(
                new BoundedConnectionLog(line -> LOG.log(System.Logger.Level.INFO, line)),
                new BoundedAccessLog(accessLogFile, line -> LOG.log(System.Logger.Level.WARNING, line)));
    }

    @Override
    public boolean wants(EndReason reason) {
        return connections.wants(reason);
    }

    @Override
    public void ended(ConnectionEnd end) {
        connections.ended(end);
    }

    @Override
    public AccessLog access() {
        return accessFile;
    }

    @Override
    public void close() {
        connections.close();
        accessFile.close();
    }
}
