package io.weir.l4.plane;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Fallback;
import io.weir.core.service.Mode;
import io.weir.core.service.Protocol;
import io.weir.core.service.VirtualService;
import io.weir.l4.view.ViewLink;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the host's own stack away from traffic that layer 4 carries: it sees a copy of every frame and would answer with
 * resets, or forward a second time.
 */
public interface Guard extends AutoCloseable {
    /** Makes ready for these links, without hiding anything new. */
    void open(List<ViewLink> links) throws IOException;

    /** Hides exactly this from now on. */
    void hide(Hidden hidden) throws IOException;

    /** Takes the ports of the host's own addresses that flows may come from, once; until {@link #unreserve} or the close. */
    void reserve() throws IOException;

    /** Whether it has. */
    boolean hasReserved();

    /** Gives the ports back; nothing happens when none were taken. */
    void unreserve();

    /** The ports that {@link #reserve} took; before, nobody asks. */
    PortSet sourcePorts();

    /** Gives everything back to the host. */
    @Override
    void close();

    /**
     * What the host must not see.
     *
     * @param addresses packets to these
     * @param replies packets from these, unless they go to the host itself
     * @param sources packets to these addresses of the host, on {@code sourcePorts}
     * @param sourcePorts ports of our flows
     * @param local the host's addresses
     */
    record Hidden(
            Set<IpAddress> addresses,
            Set<Reply> replies,
            Set<IpAddress> sources,
            PortSet sourcePorts,
            Set<IpAddress> local) {
        /** Copies the sets. */
        public Hidden {
            addresses = Set.copyOf(addresses);
            replies = Set.copyOf(replies);
            sources = Set.copyOf(sources);
            local = Set.copyOf(local);
        }
    }

    /** Where a server's packets to clients come from. */
    record Reply(IpAddress server, Protocol protocol, PortSet ports) {}

    /** The replies of a server or fallback, whose port is 0 if it is the client's; null unless the mode is l4-nat. */
    static @Nullable Reply reply(VirtualService service, IpAddress server, int port) {
        return service.mode() == Mode.L4_NAT
                ? new Reply(server, service.protocol(), port == 0 ? service.ports() : PortSet.of(port))
                : null;
    }

    /** The replies of all services of mode l4-nat. */
    static Set<Reply> replies(Collection<VirtualService> services) {
        Set<Reply> replies = new LinkedHashSet<>();
        for (VirtualService service : services) {
            service.realServers().stream()
                    .map(server -> reply(service, server.address(), server.port()))
                    .filter(Objects::nonNull)
                    .forEach(replies::add);
            Fallback fallback = service.fallback();
            Reply reply = fallback == null ? null : reply(service, fallback.address(), fallback.port());
            if (reply != null) {
                replies.add(reply);
            }
        }
        return replies;
    }
}
