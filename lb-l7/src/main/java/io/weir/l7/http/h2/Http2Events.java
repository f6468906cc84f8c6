package io.weir.l7.http.h2;

import io.weir.core.service.EndReason;
import org.jspecify.annotations.Nullable;

/** What happens to a connection as a whole. Called on its event loop. */
public interface Http2Events {
    /** The peer did what is not allowed; to be counted. */
    void faulted(Http2Fault fault);

    /**
     * It has ended; called once.
     *
     * @param detail in words, for the log; null where the reason says it all
     */
    void ended(EndReason reason, @Nullable String detail);
}
