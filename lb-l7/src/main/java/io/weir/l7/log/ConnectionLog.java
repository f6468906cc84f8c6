package io.weir.l7.log;

import io.weir.core.service.EndReason;
import io.weir.l7.accesslog.AccessLog;

/** Hears of ended connections. Called on event loops: no method may block. */
public interface ConnectionLog {
    /** Hears nothing. */
    ConnectionLog NONE = new ConnectionLog() {
        @Override
        public boolean wants(EndReason reason) {
            return false;
        }

        @Override
        public void ended(ConnectionEnd end) {}
    };

    /** Whether ends for this reason are of interest; saves making the record. */
    boolean wants(EndReason reason);

    /** A connection ended. */
    void ended(ConnectionEnd end);

    /** Takes all that was served, of services that want it written. */
    default AccessLog access() {
        return AccessLog.NONE;
    }
}
