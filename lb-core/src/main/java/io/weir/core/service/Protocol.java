package io.weir.core.service;

/** What the virtual service listens for. */
public enum Protocol {
    /** TCP only. */
    TCP("tcp"),
    /** UDP only; layer 4. */
    UDP("udp"),
    /** Both on the same ports; layer 4. */
    TCP_UDP("tcp+udp");

    private final String key;

    Protocol(String key) {
        this.key = key;
    }

    /** Whether TCP connections are served. */
    public boolean tcp() {
        return this != UDP;
    }

    /** Whether UDP datagrams are served. */
    public boolean udp() {
        return this != TCP;
    }

    /** The word of the configuration file, the command line and the API. */
    public String key() {
        return key;
    }
}
