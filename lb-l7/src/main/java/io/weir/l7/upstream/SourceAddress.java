package io.weir.l7.upstream;

import io.weir.core.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** The address of a client from which a server is to be reached. */
public final class SourceAddress {
    private SourceAddress() {}

    /**
     * Why no packet to the server can come from the client's address, which may be what a PROXY header says; null when it
     * can.
     */
    public static @Nullable String refusal(IpAddress client, IpAddress server) {
        if (client.v6() != server.v6()) {
            return "a transparent service cannot reach the " + family(server) + " server " + server
                    + " from the client's " + family(client) + " address " + client;
        }
        boolean routable =
                !client.isLoopback() && !client.isUnspecified() && !client.isMulticast() && !client.isLinkLocal();
        return routable
                ? null
                : "a transparent service cannot reach server " + server + " from " + client
                        + ", to which no router brings its answers back";
    }

    private static String family(IpAddress address) {
        return address.v6() ? "IPv6" : "IPv4";
    }
}
