package io.weir.appliance.acceptance.l4;

import io.weir.appliance.lab.L4Lab;
import java.util.List;
import java.util.Locale;

/** Configuration files. */
final class Services {
    private Services() {}

    /** What every file begins with. */
    static String head(String more) {
        return """
                fallback-page: { enabled: false }
                %s
                defaults:
                  scheduler: rr
                  fallback: null
                  health-check: { interval: 500ms, timeout: 500ms, fall: 2, rise: 1 }
                virtual-services:
                """.formatted(more);
    }

    /** One service over both servers; more is what else stands in it. */
    static String service(L4Lab lab, Route route, String name, String vip, String ports, String more) {
        StringBuilder servers = new StringBuilder();
        lab.servers()
                .forEach(server -> servers.append("      - { name: %s, address: \"%s\" }\n"
                        .formatted(server.name(), L4Lab.address(server, route.family()))));
        return """
                  - name: %s
                    mode: l4-%s
                    address: "%s"
                    ports: "%s"
                %s    real-servers:
                %s""".formatted(
                        name + route.suffix(),
                        route.mode().name().toLowerCase(Locale.ROOT),
                        vip,
                        ports,
                        more.isEmpty() ? "" : more.indent(4),
                        servers);
    }

    /** Every service of the traffic tests, for all routes at once. */
    static String all(L4Lab lab, List<Route> routes, String more) {
        StringBuilder text = new StringBuilder(head(more));
        for (Route route : routes) {
            String sticky = "protocol: tcp+udp\npersistence: { type: source-ip }";
            text.append(service(lab, route, "web", route.vip(), "80,443", ""));
            text.append(service(lab, route, "dns", route.vip(), "53", sticky));
            // Not at its own port: a check that connects and goes makes iperf3 close its listener and open it anew.
            text.append(service(lab, route, "bulk", route.vip(), "5201", sticky + "\nhealth-check: { port: 80 }"));
            text.append(service(lab, route, "range", route.vip(), "8000-8010", ""));
            text.append(service(lab, route, "ssh", route.vip(), "2200", ""));
            text.append(
                    service(lab, route, "any", route.anyVip(), "*", "protocol: tcp+udp\nhealth-check: { port: 80 }"));
        }
        return text.toString();
    }
}
