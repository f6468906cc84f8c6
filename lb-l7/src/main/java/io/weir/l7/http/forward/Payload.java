package io.weir.l7.http.forward;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import org.jspecify.annotations.Nullable;

/** The bytes of one exchange's bodies; told to the figures of service and server once for each batch that is read. */
final class Payload {
    private long in;
    private long out;
    private int uncountedIn;
    private int uncountedOut;
    private int uncountedOwn;

    void in(int bytes) {
        uncountedIn += bytes;
    }

    void out(int bytes) {
        uncountedOut += bytes;
    }

    /** Bytes of an answer that Weir gives itself: sent by the service, and by none of its servers. */
    void own(int bytes) {
        uncountedOwn += bytes;
    }

    /**
     * Tells the figures what came since the last call.
     *
     * @param saved bytes of {@link #out} that were not sent, since they were compressed away; negative where older ones
     *     were sent now
     */
    void count(ServiceLoad service, @Nullable ServerSnapshot to, long saved) {
        int newIn = uncountedIn;
        int newOut = uncountedOut;
        int newOwn = uncountedOwn;
        if (newIn == 0 && newOut == 0 && newOwn == 0 && saved == 0) {
            return;
        }
        uncountedIn = 0;
        uncountedOut = 0;
        uncountedOwn = 0;
        in += newIn;
        long sent = newOut + newOwn - saved;
        out += sent;
        ServerLoad load = to == null ? null : to.load();
        if (newIn > 0) {
            service.addBytesIn(newIn);
            if (load != null) {
                load.addBytesIn(newIn);
            }
        }
        if (sent > 0) {
            service.addBytesOut(sent);
        }
        if (newOut > 0 && load != null) {
            load.addBytesOut(newOut);
        }
    }

    /** Bytes from the client that were counted. */
    long in() {
        return in;
    }

    /** Bytes to the client that were counted. */
    long out() {
        return out;
    }
}
