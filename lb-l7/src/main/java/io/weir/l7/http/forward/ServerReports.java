package io.weir.l7.http.forward;

/** Hears that traffic to a server fails. Called on event loops: must not block. */
@FunctionalInterface
public interface ServerReports {
    /** Hears nothing. */
    ServerReports NONE = (service, server, words) -> {};

    /**
     * As many requests in a row failed as the service allows.
     *
     * @param words the last failure
     */
    void failing(String service, String server, String words);
}
