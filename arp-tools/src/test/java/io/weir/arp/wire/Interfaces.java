package io.weir.arp.wire;

import io.weir.core.net.MacAddress;
import io.weir.kernel.netlink.Link;
import io.weir.kernel.netlink.RouteNetlink;
import io.weir.kernel.testing.TestHost;

/** Interfaces of test hosts. */
public final class Interfaces {
    private Interfaces() {}

    /** The index of one. */
    public static int index(TestHost host, String name) throws Exception {
        return link(host, name).index();
    }

    /** The Ethernet address of one. */
    public static MacAddress mac(TestHost host, String name) throws Exception {
        return new MacAddress(link(host, name).mac().orElseThrow());
    }

    private static Link link(TestHost host, String name) throws Exception {
        return host.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                return netlink.links().stream()
                        .filter(link -> link.name().equals(name))
                        .findFirst()
                        .orElseThrow();
            }
        });
    }
}
