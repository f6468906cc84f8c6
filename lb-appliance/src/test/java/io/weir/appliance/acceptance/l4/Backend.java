package io.weir.appliance.acceptance.l4;

import io.weir.appliance.acceptance.Certificate;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The programs of a real server. HTTP and TLS answer with the server's name and the client's address; DNS knows who
 * answers and a text too large for one packet.
 */
final class Backend {
    static final int HTTP = 80;
    static final int TLS = 443;
    static final int DNS = 53;
    static final int BULK = 5201;
    static final int SESSIONS = 2200;
    /** The name whose text is the name of the server that answers. */
    static final String WHO = "who.test";
    /** The name whose text takes three packets. */
    static final String LARGE = "large.test";

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final LabHost host;
    private final Path folder;
    private final LabProcess nginx;
    private final LabProcess dns;

    private Backend(LabHost host, Path folder, LabProcess nginx, LabProcess dns) {
        this.host = host;
        this.folder = folder;
        this.nginx = nginx;
        this.dns = dns;
    }

    /** Starts all programs on both servers. */
    static List<Backend> startAll(L4Lab lab, Payload payload) {
        payload.writeTo(lab.directory());
        List<Backend> backends =
                lab.servers().stream().map(host -> start(host, lab.directory())).toList();
        backends.forEach(Backend::awaitListeners);
        return backends;
    }

    private static Backend start(LabHost host, Path directory) {
        Path folder = directory.resolve("server-" + host.name());
        try {
            Files.createDirectory(folder);
            Files.writeString(folder.resolve("nginx.conf"), nginxConfiguration(host, directory, folder));
            Files.writeString(folder.resolve("dnsmasq.conf"), dnsConfiguration(host));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Certificate.make(host, folder);
        LabProcess nginx = host.start("nginx", "-e", folder + "/error.log", "-c", folder + "/nginx.conf");
        LabProcess dns = host.start("dnsmasq", "--conf-file=" + folder + "/dnsmasq.conf", largeRecord());
        host.start("iperf3", "-s", "-p", Integer.toString(BULK));
        host.start(
                JavaProgram.shortLived(LongSessions.class.getName(), "serve", host.name(), Integer.toString(SESSIONS)));
        return new Backend(host, folder, nginx, dns);
    }

    private void awaitListeners() {
        for (int port : List.of(HTTP, TLS, DNS, BULK, SESSIONS)) {
            Programs.awaitListening(host, port);
        }
    }

    private static String nginxConfiguration(LabHost host, Path directory, Path folder) {
        StringBuilder range = new StringBuilder();
        for (int port = 8000; port <= 8010; port++) {
            range.append("listen [::]:%d ipv6only=off; ".formatted(port));
        }
        return """
                user root;
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  sendfile on;
                  client_max_body_size 1g;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  server {
                    listen [::]:80 ipv6only=off;
                    listen [::]:443 ipv6only=off ssl;
                    %4$s
                    ssl_certificate %1$s/certificate.pem;
                    ssl_certificate_key %1$s/key.pem;
                    root %2$s;
                    location = / { default_type text/plain; return 200 "%3$s $remote_addr $server_port\\n"; }
                  }
                }
                """.formatted(folder, directory, host.name(), range);
    }

    private static String dnsConfiguration(LabHost host) {
        return """
                user=root
                pid-file=
                no-resolv
                no-hosts
                no-daemon
                log-queries
                log-facility=-
                edns-packet-max=4096
                local=/test/
                txt-record=%s,%s
                """.formatted(WHO, host.name());
    }

    /** A text record is made of strings of up to 255 bytes; in the file, a line has to be shorter than this one. */
    private static String largeRecord() {
        return "--txt-record=" + LARGE + ("," + "x".repeat(250)).repeat(12);
    }

    LabHost host() {
        return host;
    }

    String name() {
        return host.name();
    }

    /** How many DNS queries came from this address. */
    long queriesFrom(String address) {
        return dns.stderr().count(line -> line.endsWith(" from " + address));
    }

    /** Ends the web server: its port refuses from now on. */
    void killWeb() {
        nginx.stop(DEADLINE);
    }

    /** Starts the web server again. */
    Backend reviveWeb() {
        LabProcess again = host.start("nginx", "-e", folder + "/error.log", "-c", folder + "/nginx.conf");
        Await.until(
                "nginx on " + host,
                DEADLINE,
                () -> host.run(DEADLINE, "curl", "-sS", "http://127.0.0.1/").succeeded());
        return new Backend(host, folder, again, dns);
    }
}
