package io.weir.core.service;

/** What the operator wants of a server; never mixed with what checks say. */
public enum AdminState {
    /** Takes connections. */
    ONLINE("online"),
    /** No new connections but those of persistent clients; running ones finish. */
    DRAINING("draining"),
    /** No connections at all; running ones are cut, checks stop. */
    HALTED("halted");

    private final String key;

    AdminState(String key) {
        this.key = key;
    }

    /** The word of the configuration file, the command line and the API. */
    public String key() {
        return key;
    }
}
