package io.weir.bench.l7;

import io.weir.appliance.lab.LabException;
import io.weir.appliance.lab.LabProcess;
import io.weir.bench.contest.Contender;

/**
 * A running proxy, or none: where the client finds the server's programs.
 *
 * @param name as the report names it
 * @param address where it listens
 * @param http the port that leads to the server's HTTP port
 * @param bulk the port that leads to the server's iperf3 port; 0 in HTTP mode
 * @param tls the port where TLS ends and that leads to the server's HTTP port; 0 in TCP mode
 * @param pid its process; 0 when there is none
 */
public record Proxy(String name, String address, int http, int bulk, int tls, long pid) implements Contender {
    /** The server itself, without anything between: the ceiling. */
    static Proxy direct() {
        return new Proxy("direct", ProxyLab.SERVER, ProxyLab.HTTP, ProxyLab.BULK, 0, 0);
    }

    /** HAProxy in TCP mode with two threads, as its manual recommends for a start. */
    static Proxy haproxy(ProxyLab lab, int firstPort, boolean splice) {
        String name = splice ? "haproxy-splice" : "haproxy";
        String configuration = """
                global
                  nbthread 2
                defaults
                  mode tcp
                  timeout connect 4s
                  timeout client 43s
                  timeout server 45s
                  %6$s
                listen http
                  bind %1$s:%2$d
                  server s1 %4$s:%5$d
                listen bulk
                  bind %1$s:%3$d
                  server s1 %4$s:%7$d
                """.formatted(
                        ProxyLab.BALANCER,
                        firstPort,
                        firstPort + 1,
                        ProxyLab.SERVER,
                        ProxyLab.HTTP,
                        splice ? "option splice-auto" : "",
                        ProxyLab.BULK);
        String file = lab.file(name + ".cfg", configuration).toString();
        LabProcess process = lab.balancer().start("haproxy", "-db", "-f", file);
        return started(lab, name, firstPort, process, false);
    }

    /** HAProxy in HTTP mode: servers' connections kept and shared as it does of itself, no log, the client's address told. */
    static Proxy haproxyHttp(ProxyLab lab, int firstPort) {
        String configuration = """
                global
                  nbthread 2
                  ssl-default-bind-options ssl-min-ver TLSv1.2
                defaults
                  mode http
                  option forwardfor
                  timeout connect 4s
                  timeout client 43s
                  timeout server 45s
                  timeout http-request 5s
                  timeout http-keep-alive 60s
                listen http
                  bind %1$s:%2$d
                  server s1 %4$s:%5$d
                listen tls
                  bind %1$s:%3$d ssl crt %6$s alpn h2,http/1.1
                  server s1 %4$s:%5$d
                """.formatted(
                        ProxyLab.BALANCER, firstPort, firstPort + 1, ProxyLab.SERVER, ProxyLab.HTTP, lab.certificate());
        String file = lab.file("haproxy-http.cfg", configuration).toString();
        return started(lab, "haproxy", firstPort, lab.balancer().start("haproxy", "-db", "-f", file), true);
    }

    /** This project's daemon in HTTP mode. */
    static Proxy weirHttp(ProxyLab lab, String launcher, String transport, int firstPort) {
        String configuration = """
                l7: { transport: %1$s }
                fallback-page: { enabled: false }
                defaults: { mode: l7-snat, fallback: null, health-check: { type: "on" }, http: {} }
                virtual-services:
                  - { name: http, address: %2$s, ports: %3$d, real-servers: [{ name: s1, address: %5$s, port: %6$d }] }
                  - name: tls
                    address: %2$s
                    ports: %4$d
                    tls: { certificates: [%7$s] }
                    real-servers: [{ name: s1, address: %5$s, port: %6$d }]
                """.formatted(
                        transport,
                        ProxyLab.BALANCER,
                        firstPort,
                        firstPort + 1,
                        ProxyLab.SERVER,
                        ProxyLab.HTTP,
                        lab.certificate());
        String name = "weir-" + transport;
        return started(lab, name, firstPort, run(lab, launcher, name + "-http", configuration), true);
    }

    /** This project's daemon in TCP mode, as its launcher runs it. */
    static Proxy weir(ProxyLab lab, String launcher, String transport, int firstPort) {
        String name = "weir-" + transport;
        String configuration = """
                l7: { transport: %1$s }
                fallback-page: { enabled: false }
                defaults: { mode: l7-snat, fallback: null, health-check: { type: "on" } }
                virtual-services:
                  - { name: http, address: %2$s, ports: %3$d, real-servers: [{ name: s1, address: %5$s, port: %6$d }] }
                  - { name: bulk, address: %2$s, ports: %4$d, real-servers: [{ name: s1, address: %5$s, port: %7$d }] }
                """.formatted(
                transport, ProxyLab.BALANCER, firstPort, firstPort + 1, ProxyLab.SERVER, ProxyLab.HTTP, ProxyLab.BULK);
        return started(lab, name, firstPort, run(lab, launcher, name, configuration), false);
    }

    private static LabProcess run(ProxyLab lab, String launcher, String name, String configuration) {
        String file = lab.file(name + ".yaml", configuration).toString();
        String state = lab.directory().resolve(name).toString();
        return lab.balancer()
                .start(launcher, "run", "-c", file, "--socket", state + ".sock", "--state-directory", state);
    }

    private static Proxy started(ProxyLab lab, String name, int firstPort, LabProcess process, boolean http) {
        try {
            lab.awaitPort(ProxyLab.BALANCER, firstPort);
        } catch (LabException e) {
            throw new LabException(name + " does not serve: " + process.stderr().text(), e);
        }
        int second = firstPort + 1;
        return new Proxy(name, ProxyLab.BALANCER, firstPort, http ? 0 : second, http ? second : 0, process.pid());
    }
}
