package io.weir.l7.proxyprotocol;

import io.weir.core.net.IpAddress;

/** What a PROXY protocol header says (haproxy.org, proxy-protocol.txt, versions 1 and 2). */
public sealed interface ProxyHeader {
    /**
     * The connection as the client made it. Both addresses are of one family.
     *
     * @param source the client
     * @param sourcePort its port, 0..65535
     * @param destination what it connected to
     * @param destinationPort the port it connected to, 0..65535
     */
    record Proxied(IpAddress source, int sourcePort, IpAddress destination, int destinationPort)
            implements ProxyHeader {
        /** Refuses mixed families and ports out of range. */
        public Proxied {
            if (source.v6() != destination.v6()) {
                throw new IllegalArgumentException(source + " and " + destination + " are of different families");
            }
            if ((sourcePort | destinationPort) >>> 16 != 0) {
                throw new IllegalArgumentException("no ports: " + sourcePort + ", " + destinationPort);
            }
        }
    }

    /** The header says nothing of the client: its own connection counts (version 1 UNKNOWN, version 2 LOCAL or UNSPEC). */
    record Unknown() implements ProxyHeader {}
}
