package io.weir.core.config;

import io.weir.core.config.FileSchema.Proxy;
import io.weir.core.config.ServiceSchema.Server;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Configuration;

/** What transparent mode cannot mean: servers answer to the client's address, through this machine. */
final class TransparentRules {
    private final Problems problems;

    TransparentRules(Problems problems) {
        this.problems = problems;
    }

    /**
     * Checks a layer 7 service.
     *
     * @param proxy the keys of {@code l7}
     */
    void check(Fields service, Fields proxy) {
        if (!service.value(ServiceSchema.TRANSPARENT)) {
            return;
        }
        if (service.optional(ServiceSchema.SOURCE_ADDRESS) != null) {
            problems.addOwn(
                    service,
                    ServiceSchema.TRANSPARENT,
                    "servers are reached from the client's address and from source-address cannot both be; remove one"
                            + " of the two");
        }
        if (!proxy.isInvalid(Proxy.TRANSPORT) && proxy.value(Proxy.TRANSPORT) == Configuration.Transport.NIO) {
            problems.addOwn(
                    service,
                    ServiceSchema.TRANSPARENT,
                    "the transport nio cannot use foreign addresses; write l7: { transport: auto }, epoll or io-uring");
        }
        IpAddress vip = service.optional(ServiceSchema.ADDRESS);
        for (Fields server : service.groups(ServiceSchema.REAL_SERVERS)) {
            IpAddress address = server.optional(Server.ADDRESS);
            if (address != null && vip != null) {
                server(server, address, vip);
            }
        }
    }

    private void server(Fields server, IpAddress address, IpAddress vip) {
        if (address.isLoopback()) {
            problems.add(
                    server,
                    Server.ADDRESS,
                    address
                            + " is this machine's own loopback, which a client's address cannot reach; write the address"
                            + " of another host, or transparent: false");
        } else if (address.v6() != vip.v6()) {
            problems.add(
                    server,
                    Server.ADDRESS,
                    address + " is " + ServiceRules.family(address) + " and clients of the VIP " + vip + " are "
                            + ServiceRules.family(vip) + ", so it cannot be reached from their addresses; write an "
                            + ServiceRules.family(vip) + " address, or transparent: false");
        }
    }
}
