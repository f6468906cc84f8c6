package io.weir.appliance.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sends everything that is logged to standard error, until it is closed. */
public final class DaemonLog implements AutoCloseable {
    private final LineHandler handler;
    /** Kept, because the log manager holds loggers weakly and would forget their levels. */
    private final List<Logger> quiet;

    private DaemonLog(LineHandler handler, List<Logger> quiet) {
        this.handler = handler;
        this.quiet = quiet;
    }

    /** Replaces whatever handlers there are. */
    public static DaemonLog toStandardError() {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        for (Handler other : root.getHandlers()) {
            root.removeHandler(other);
        }
        LineHandler handler = new LineHandler(new FileOutputStream(FileDescriptor.err));
        root.addHandler(handler);
        root.setLevel(Level.INFO);
        Logger netty = Logger.getLogger("io.netty");
        netty.setLevel(Level.WARNING);
        return new DaemonLog(handler, List.of(netty));
    }

    /** Writes what still waits. */
    @Override
    public void close() {
        Logger.getLogger("").removeHandler(handler);
        handler.close();
        quiet.forEach(logger -> logger.setLevel(null));
    }
}
