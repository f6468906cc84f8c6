package io.weir.appliance.acceptance;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A web node as the real ones are: TLS of its own, one page, a slow download and an access log. */
final class Nginx {
    /** Bytes of {@code /image}, which nginx sends at 2 MB/s after a first burst. */
    static final int IMAGE_BYTES = 12_000_000;

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final LabHost host;
    private final Path folder;
    private final LabProcess process;

    private Nginx(LabHost host, Path folder, LabProcess process) {
        this.host = host;
        this.folder = folder;
        this.process = process;
    }

    static Nginx start(LabHost host, Path labDirectory) {
        Path folder = labDirectory.resolve("nginx-" + host.name());
        try {
            if (!Files.exists(folder)) {
                Files.createDirectory(folder);
                Files.write(folder.resolve("image"), new byte[IMAGE_BYTES]);
                Certificate.make(host, folder);
            }
            Files.writeString(folder.resolve("nginx.conf"), configuration(host, folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LabProcess process = host.start("nginx", "-e", folder + "/error.log", "-c", folder + "/nginx.conf");
        Await.until(
                "nginx on " + host,
                DEADLINE,
                () -> host.run(DEADLINE, url(host.address())).succeeded());
        return new Nginx(host, folder, process);
    }

    private static List<String> url(String address) {
        return List.of("curl", "-sSk", "https://" + address + "/");
    }

    private static String configuration(LabHost host, Path folder) {
        return """
                user root;
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 4096; }
                http {
                  access_log %1$s/access.log;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  server {
                    listen %2$s:443 ssl;
                    ssl_certificate %1$s/certificate.pem;
                    ssl_certificate_key %1$s/key.pem;
                    location / { default_type text/plain; return 200 "%3$s\\n"; }
                    location = /image { root %1$s; limit_rate 2m; }
                  }
                }
                """.formatted(folder, host.address(), host.name());
    }

    /** The peer addresses of every request so far. */
    List<String> sources() {
        try {
            return Files.readAllLines(folder.resolve("access.log")).stream()
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return host.name();
    }

    void stop() {
        process.stop(Duration.ofSeconds(5));
    }
}
