package io.weir.l7.accesslog;

import io.weir.core.service.Layer7;

/** Takes what was served. Called on event loops: no method may block. */
public interface AccessLog {
    /** Takes nothing. */
    AccessLog NONE = (form, access) -> {};

    /**
     * A request or a connection is over.
     *
     * @param form how the service wants it written; not {@link Layer7.AccessLog#OFF}
     */
    void served(Layer7.AccessLog form, Access access);
}
