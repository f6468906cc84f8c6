package io.weir.appliance.main;

import io.weir.core.service.RealServer;
import io.weir.core.service.VirtualService;
import io.weir.kernel.netlink.Link;
import io.weir.kernel.netlink.RouteNetlink;
import io.weir.kernel.sys.Sysctl;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces by which the servers of a transparent service send their answers, and whether the kernel takes them
 * there.
 *
 * @param interfaces those that lead to IPv4 servers: IPv6 has none of the parameters that matter
 */
record AnswersPath(Set<String> interfaces) {
    /** By the routes of now. */
    static AnswersPath of(VirtualService service) {
        Set<String> interfaces = new TreeSet<>();
        try (RouteNetlink netlink = RouteNetlink.open()) {
            Map<Integer, String> names = new HashMap<>();
            for (Link link : netlink.links()) {
                names.put(link.index(), link.name());
            }
            for (RealServer server : service.realServers()) {
                if (!server.address().v6()) {
                    netlink.route(server.address().toInetAddress())
                            .map(path -> names.get(path.interfaceIndex()))
                            .ifPresent(interfaces::add);
                }
            }
        } catch (IOException e) {
            System.getLogger("io.weir.transparent")
                    .log(System.Logger.Level.DEBUG, "the routes to the servers cannot be read", e);
        }
        return new AnswersPath(interfaces);
    }

    /** What is wrong and what to do; null when nothing is. */
    @Nullable String problem() {
        for (String name : interfaces) {
            String marks = parameter(name, "src_valid_mark") == 0 ? null : culprit(name);
            // A packet for a marked, local destination has a source that is none of this host's only so.
            if (marks != null && (parameter(name, "accept_local") == 0 || parameter(name, "rp_filter") != 0)) {
                return "kernel parameter " + marks + " is 1, as some VPN software sets it, and so the kernel drops what"
                        + " servers send to clients' addresses by " + name
                        + "; set it to 0, or write transparent: false";
            }
        }
        return null;
    }

    private static String culprit(String name) {
        return value("all", "src_valid_mark") > 0
                ? "net.ipv4.conf.all.src_valid_mark"
                : "net.ipv4.conf." + name + ".src_valid_mark";
    }

    /** The larger one counts, that of all interfaces or that of this one. */
    private static int parameter(String name, String parameter) {
        return Math.max(value("all", parameter), value(name, parameter));
    }

    private static int value(String name, String parameter) {
        try {
            return Integer.parseInt(Sysctl.read("net/ipv4/conf/" + name + "/" + parameter));
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
