package io.weir.core.health.probe;

import io.weir.core.health.CheckTarget;
import java.io.IOException;

/** Opens the connections of all checks over TCP. */
@FunctionalInterface
public interface Dialer {
    /**
     * Connects to the target. May block; runs on the check's own virtual thread, which is interrupted when the check is
     * stopped.
     *
     * @throws Unhealthy with a code of layer 4 when the server cannot be reached before the deadline
     */
    Connection dial(CheckTarget target, Deadline deadline) throws Unhealthy;

    /** A connected stream of bytes, used by one thread. */
    interface Connection extends AutoCloseable {
        /**
         * Reads what is there, at least one byte.
         *
         * @return the number of bytes; -1 at the stream's end
         * @throws java.net.SocketTimeoutException at the deadline
         */
        int read(byte[] into, int offset, int length, Deadline deadline) throws IOException;

        /** Writes all. What checks write fits into the buffers of sockets, so that this does not wait for the peer. */
        void write(byte[] bytes, int offset, int length) throws IOException;

        /** Closes in order: by a FIN where all that came was read. */
        @Override
        void close();
    }
}
