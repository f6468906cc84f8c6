package io.weir.appliance.acceptance.health;

import static io.weir.appliance.acceptance.health.Verdicts.connect;
import static io.weir.appliance.acceptance.health.Verdicts.http;
import static io.weir.appliance.acceptance.health.Verdicts.login;
import static io.weir.appliance.acceptance.health.Verdicts.pattern;
import static io.weir.appliance.acceptance.health.Verdicts.prove;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.RootTests;
import io.weir.core.health.probe.Probes;
import io.weir.core.net.IpAddress;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.CheckMethod.SendExpect.Expectation;
import io.weir.core.service.DnsType;
import io.weir.core.service.Octets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** nginx, dnsmasq and Redis as Debian has them. */
@Tag("root")
class CommonServersTest {
    static ServerProgram nginx(int number) {
        RootTests.requirePrograms("nginx", "openssl");
        ServerProgram server = new ServerProgram(number, 8080);
        Path folder = server.folder;
        server.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-subj",
                "/CN=www.example",
                "-addext",
                "subjectAltName=DNS:www.example",
                "-days",
                "100",
                "-keyout",
                folder + "/key.pem",
                "-out",
                folder + "/certificate.pem");
        Path configuration = server.write("nginx.conf", """
                user root;
                daemon off;
                worker_processes 1;
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
                  default_type text/plain;
                  server {
                    listen %2$s:8080;
                    listen %2$s:8443 ssl;
                    ssl_certificate %1$s/certificate.pem;
                    ssl_certificate_key %1$s/key.pem;
                    location / { return 200 "all is well\\n"; }
                    location = /broken { return 500; }
                    location = /session { return 200 "reused: $ssl_session_reused\\n"; }
                  }
                }
                """.formatted(folder, server.address));
        return server.start(
                http(null, "/", null), "nginx", "-e", folder + "/error.log", "-c", configuration.toString());
    }

    @Test
    void nginxByHttp() {
        try (ServerProgram server = nginx(1)) {
            assertThat(server.reason(http(null, "/", "^all is w"))).isEqualTo("L7OK status 200");
            assertThat(server.reason(http(null, "/", "bad"))).isEqualTo("L7RSP body does not match");
            prove(
                    server,
                    http(null, "/", "well"),
                    "L7OK status 200",
                    http(null, "/broken", null),
                    "L7STS status 500 Internal Server Error");
        }
    }

    @Test
    void errorsOfAServerThatAcceptsAreSeenByHttpAndNotByConnect() {
        try (ServerProgram server = nginx(2)) {
            assertThat(server.reason(connect())).isEqualTo("L4OK");
            assertThat(server.reason(http(null, "/broken", null))).isEqualTo("L7STS status 500 Internal Server Error");
        }
    }

    @Test
    void nginxByHttps() {
        try (ServerProgram server = nginx(3)) {
            Path ca = server.folder.resolve("certificate.pem");
            CheckMethod right = http(new CheckMethod.Tls(true, "www.example", ca), "/", "well");
            CheckMethod other = http(new CheckMethod.Tls(true, "other.example", ca), "/", "well");
            IpAddress address = IpAddress.of(server.address);
            assertThat(ServerProgram.check(right, address, 8443, ServerProgram.PATIENT)
                            .reason())
                    .hasToString("L7OK status 200");
            assertThat(ServerProgram.check(other, address, 8443, ServerProgram.PATIENT)
                            .reason())
                    .hasToString("L6RSP certificate is not for other.example");
            // A resumed session would show the certificate of an earlier check.
            CheckMethod anew = http(new CheckMethod.Tls(true, "www.example", ca), "/session", "^reused: \\.$");
            Probes probes = Probes.direct();
            for (int i = 0; i < 3; i++) {
                assertThat(probes.check(ServerProgram.target(anew, address, 8443, ServerProgram.PATIENT))
                                .reason())
                        .hasToString("L7OK status 200");
            }
            assertThat(server.reason(right)).isEqualTo("L6RSP the server does not speak TLS on this port");
        }
    }

    @Test
    void dnsmasqOverBothTransports() {
        RootTests.requirePrograms("dnsmasq");
        for (boolean tcp : new boolean[] {false, true}) {
            try (ServerProgram server = new ServerProgram(tcp ? 5 : 4, 5353)) {
                CheckMethod right = new CheckMethod.Dns(tcp, "www.example", DnsType.A, pattern("^192\\.0\\.2\\.7$"));
                server.start(
                        right,
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--conf-file=/dev/null",
                        "--user=root",
                        "--pid-file",
                        "--port=5353",
                        "--listen-address=" + server.address,
                        "--bind-interfaces",
                        "--no-resolv",
                        "--no-hosts",
                        "--address=/www.example/192.0.2.7",
                        "--txt-record=txt.example,hello");
                assertThat(server.reason(new CheckMethod.Dns(tcp, "txt.example", DnsType.TXT, null)))
                        .isEqualTo("L7OK hello");
                assertThat(server.reason(new CheckMethod.Dns(tcp, "other.example", DnsType.A, null)))
                        .isEqualTo("L7STS REFUSED for other.example");
                prove(
                        server,
                        right,
                        "L7OK 192.0.2.7",
                        new CheckMethod.Dns(tcp, "www.example", DnsType.A, pattern("^10\\.")),
                        "L7RSP records do not match: 192.0.2.7");
            }
        }
    }

    @Test
    void redis() {
        RootTests.requirePrograms("redis-server");
        try (ServerProgram server = new ServerProgram(6, 6379)) {
            CheckMethod right = new CheckMethod.Redis(null, login("", "sesame"));
            server.start(
                    right,
                    "redis-server",
                    "--port",
                    "6379",
                    "--bind",
                    server.address,
                    "--save",
                    "",
                    "--dir",
                    server.folder.toString(),
                    "--requirepass",
                    "sesame");
            CheckMethod bytes = new CheckMethod.SendExpect(
                    null,
                    Octets.of("AUTH sesame\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII)),
                    new Expectation.Text(pattern("\\+PONG")));
            assertThat(server.reason(bytes)).isEqualTo("L7OK");
            assertThat(server.reason(new CheckMethod.Redis(null, null)))
                    .isEqualTo("L7STS NOAUTH Authentication required.");
            prove(server, right, "L7OK", new CheckMethod.Redis(null, login("", "wrong")), "L7STS WRONGPASS .*");
        }
    }
}
