package io.weir.core.service;

/** Whether all servers share the load or one serves at a time. */
public enum Distribution {
    /** Every healthy server takes its share. */
    LOAD_BALANCED("load-balanced"),
    /** The first healthy server in the order of the file takes everything. */
    FAILOVER("failover");

    private final String key;

    Distribution(String key) {
        this.key = key;
    }

    /** The word of the configuration file, the command line and the API. */
    public String key() {
        return key;
    }
}
