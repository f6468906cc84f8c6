package io.weir.l4.view;

import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.SourcePool;
import java.util.List;

/**
 * A real server of a layer 4 service, or the fallback of one, as workers see it.
 *
 * @param id stable; flows refer to it
 * @param service the name of its service
 * @param name its own name
 * @param flowMode how its flows are rewritten: a {@link FlowMode}
 * @param high first 64 bits of its IPv6 address, 0 for IPv4
 * @param low last 64 bits, or the 32 of IPv4
 * @param v6 whether it is an IPv6 address
 * @param port where its connections go; 0 for the port the client used
 * @param maxConnections most connections at a time; 0 for no limit
 * @param halted whether its flows are to be cut
 * @param takesNewFlows whether it is up, so that flows stay with it; draining ones are. From others datagrams, and SYNs,
 *     go to another server
 * @param link the number of the link that leads to it
 * @param station its Ethernet address, or that of the router before it
 * @param sources where the flows of mode l4-snat come from, by worker; empty for other modes
 * @param load its live figures
 * @param serviceLoad its service's
 */
public record ViewServer(
        int id,
        String service,
        String name,
        int flowMode,
        long high,
        long low,
        boolean v6,
        int port,
        int maxConnections,
        boolean halted,
        boolean takesNewFlows,
        int link,
        Station station,
        List<SourcePool> sources,
        ServerLoad load,
        ServiceLoad serviceLoad) {
    /** Copies the list. */
    public ViewServer {
        sources = List.copyOf(sources);
    }

    /** The port a flow that came to {@code clientPort} goes to. */
    public int portFor(int clientPort) {
        return port == 0 ? clientPort : port;
    }

    /** The same server, whose flows are to be cut. */
    public ViewServer asHalted() {
        return new ViewServer(
                id,
                service,
                name,
                flowMode,
                high,
                low,
                v6,
                port,
                maxConnections,
                true,
                false,
                link,
                station,
                sources,
                load,
                serviceLoad);
    }
}
