package io.weir.core.service;

import io.weir.core.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A real server of one virtual service, as configured.
 *
 * @param name unique within its service
 * @param address its own address
 * @param port its port; 0 for the port the client used
 * @param weight its share, 0..65535; 0 takes no new connections
 * @param backup whether it serves only while no other server can
 * @param maxConnections most connections at a time; 0 for no limit
 * @param adminState the state the file asks for
 * @param tls how traffic to it is encrypted; null to send it as it comes out of the proxy
 */
public record RealServer(
        String name,
        IpAddress address,
        int port,
        int weight,
        boolean backup,
        int maxConnections,
        AdminState adminState,
        @Nullable ServerTls tls) {
    /** Without encryption. */
    public RealServer(
            String name,
            IpAddress address,
            int port,
            int weight,
            boolean backup,
            int maxConnections,
            AdminState adminState) {
        this(name, address, port, weight, backup, maxConnections, adminState, null);
    }

    /** The port a connection that came to {@code clientPort} goes to. */
    public int portFor(int clientPort) {
        return port == 0 ? clientPort : port;
    }
}
