package io.weir.appliance.acceptance.health;

import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import io.weir.appliance.lab.NetworkLab;
import io.weir.appliance.lab.RootTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One server, three services that look at it by different types: what status says while it goes through its faults. */
@Tag("root")
class HealthChecksInTheDaemonTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void eachFaultHasItsReasonByEachType() throws IOException {
        RootTests.requireNamespaces();
        RootTests.requirePrograms("nginx", "nft");
        try (NetworkLab lab = NetworkLab.open()) {
            LabHost balancer = lab.addHost("lb", "192.168.87.11/24");
            LabHost server = lab.addHost("srv", "192.168.87.21/24");
            Path healthy = lab.directory().resolve("healthy");
            LabProcess nginx = nginx(server, lab.directory(), healthy);
            Path file = Files.writeString(
                    lab.directory().resolve("weir.yaml"),
                    "virtual-services:\n"
                            + service("by-connect", 81, "type: connect")
                            + service("by-http", 82, "type: http, expect: well")
                            + service("by-ping", 83, "type: ping"));
            LabDaemon daemon = LabDaemon.start(balancer, file, lab.directory());
            daemon.awaitReady(SOON);

            await(daemon, "up", "up", "L7STS status 500 Internal Server Error");
            Files.createFile(healthy);
            await(daemon, "up", "up", "up");
            server.require("nft", "add table ip hole");
            server.require("nft", "add chain ip hole in { type filter hook input priority 0; policy drop; }");
            await(daemon, "L4TOUT no answer in 1 s", "L4TOUT no answer in 1 s", "L4TOUT no answer in 1 s");
            server.require("nft", "delete table ip hole");
            await(daemon, "up", "up", "up");
            nginx.kill();
            await(daemon, "up", "L4CON connection refused", "L4CON connection refused");
        }
    }

    private static String service(String name, int port, String check) {
        return """
                  - name: %s
                    mode: l7-snat
                    address: 192.168.87.100
                    ports: %d
                    health-check: { %s, interval: 1s, timeout: 1s, fall: 2, rise: 1 }
                    real-servers: [{ name: srv, address: 192.168.87.21, port: 8080 }]
                """.formatted(name, port, check);
    }

    private static void await(LabDaemon daemon, String ping, String connect, String http) {
        await(daemon, "by-ping", ping);
        await(daemon, "by-connect", connect);
        await(daemon, "by-http", http);
    }

    private static void await(LabDaemon daemon, String service, String wanted) {
        daemon.awaitStatus(service + " " + wanted, SOON, status -> {
            var server = status.server(service, "srv");
            return wanted.equals("up")
                    ? server.health().equals("up")
                    : server.health().equals("down") && wanted.equals(server.reason());
        });
    }

    private static LabProcess nginx(LabHost host, Path folder, Path healthy) throws IOException {
        Path configuration =
                Files.writeString(folder.resolve("nginx.conf"), """
                user root;
                daemon off;
                master_process off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events {}
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  server {
                    listen %2$s:8080;
                    location / {
                      if (-f %3$s) { return 200 "all is well"; }
                      return 500;
                    }
                  }
                }
                """.formatted(folder, host.address(), healthy));
        return host.start("nginx", "-e", folder + "/error.log", "-c", configuration.toString());
    }
}
