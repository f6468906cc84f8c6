package io.weir.core.service;

/**
 * Whether the PROXY protocol header stands in front of the client's bytes.
 *
 * @param acceptRequired whether every client connection must begin with a header (version 1 or 2)
 * @param send what is sent to servers
 */
public record ProxyProtocol(boolean acceptRequired, Send send) {
    /** What is sent to servers. */
    public enum Send {
        /** No header. */
        NONE("none"),
        /** The text header. */
        V1("v1"),
        /** The binary header. */
        V2("v2");

        private final String key;

        Send(String key) {
            this.key = key;
        }

        /** The word of the configuration file. */
        public String key() {
            return key;
        }
    }
}
