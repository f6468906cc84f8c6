package io.weir.bench.l7;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.NetworkLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * A client, a balancer and a server on one switch. The server runs nginx, which answers every request with 200 bytes,
 * and iperf3.
 */
public final class ProxyLab implements AutoCloseable {
    /** The balancer's address. */
    public static final String BALANCER = "10.66.0.2";
    /** The server's address. */
    public static final String SERVER = "10.66.0.3";
    /** The server's HTTP port. */
    public static final int HTTP = 8080;
    /** The server's iperf3 port. */
    public static final int BULK = 5201;

    private final NetworkLab lab;

    private ProxyLab(NetworkLab lab) {
        this.lab = lab;
    }

    /** Builds the hosts and starts the server's programs. */
    public static ProxyLab open() {
        ProxyLab proxyLab = new ProxyLab(NetworkLab.open());
        try {
            proxyLab.lab.addHost("client", "10.66.0.1/24");
            proxyLab.lab.addHost("lb", BALANCER + "/24");
            LabHost server = proxyLab.lab.addHost("server", SERVER + "/24");
            for (String host : new String[] {"client", "lb"}) {
                proxyLab.lab.host(host).require("sysctl", "-qw", "net.ipv4.ip_local_port_range=1024 65535");
            }
            Path configuration = proxyLab.file("nginx.conf", nginxConfiguration(proxyLab.lab.directory()));
            server.start("nginx", "-c", configuration.toString());
            server.start("iperf3", "-s", "-p", Integer.toString(BULK));
            proxyLab.awaitPort(SERVER, HTTP);
            proxyLab.awaitListener("server", BULK);
            return proxyLab;
        } catch (RuntimeException e) {
            proxyLab.close();
            throw e;
        }
    }

    private static String nginxConfiguration(Path directory) {
        return """
            worker_processes 1;
            error_log %1$s/nginx-error.log;
            pid %1$s/nginx.pid;
            daemon off;
            worker_rlimit_nofile 65536;
            events { worker_connections 30000; }
            http {
              access_log off;
              keepalive_requests 1000000000;
              keepalive_timeout 1h;
              client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
              server { listen %2$s:%3$d backlog=4096; location / { return 200 "%4$s"; } }
            }
            """.formatted(directory, SERVER, HTTP, "x".repeat(200));
    }

    /** A certificate of this lab's own with its key in one file, ECDSA P-256 as sites have it today. */
    public Path certificate() {
        Path file = lab.directory().resolve("site.pem");
        if (!Files.exists(file)) {
            Path key = lab.directory().resolve("site.key");
            String[] command = {
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=bench.example",
                "-addext",
                "subjectAltName=DNS:bench.example",
                "-days",
                "2",
                "-keyout",
                key.toString(),
                "-out",
                file.toString()
            };
            client().require(command);
            try {
                Files.writeString(file, Files.readString(key), StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return file;
    }

    /** Writes a file of the lab's own. */
    public Path file(String name, String text) {
        try {
            return Files.writeString(lab.directory().resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The host that runs the load. */
    public LabHost client() {
        return lab.host("client");
    }

    /** The host that runs the contenders. */
    public LabHost balancer() {
        return lab.host("lb");
    }

    /** The lab's own folder. */
    public Path directory() {
        return lab.directory();
    }

    /** Waits until the client gets an answer there. */
    public void awaitPort(String address, int port) {
        client().run(
                        Duration.ofSeconds(30),
                        "curl",
                        "-sS",
                        "--retry",
                        "100",
                        "--retry-connrefused",
                        "--retry-delay",
                        "1",
                        "--retry-max-time",
                        "25",
                        "-o",
                        "/dev/null",
                        "http://" + address + ":" + port + "/")
                .orThrow();
    }

    private void awaitListener(String host, int port) {
        Await.until(
                "a listener on port " + port + " of " + host,
                Duration.ofSeconds(10),
                () -> lab.host(host).require("ss", "-Hltn", "sport = :" + port).contains(":" + port));
    }

    @Override
    public void close() {
        lab.close();
    }
}
