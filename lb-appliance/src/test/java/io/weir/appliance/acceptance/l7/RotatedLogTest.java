package io.weir.appliance.acceptance.l7;

import static io.weir.appliance.acceptance.l7.LoopbackSite.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.RootTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packaged rule for logrotate, with logrotate itself: no line of the access log is lost or written twice. */
@Tag("root")
class RotatedLogTest {
    private static final int PORT = 18_400;
    private static final int REQUESTS = 50;
    private static final int ROTATIONS = 3;

    private final List<String> asked = new ArrayList<>();

    @Test
    void everyRequestIsInOneOfTheFiles() throws IOException {
        RootTests.requirePrograms("logrotate");
        try (LoopbackSite site = new LoopbackSite();
                NamedServer app1 = new NamedServer("app1", site.address(41), PORT, NamedServer::http)) {
            Path logs = Files.createDirectory(site.lab.directory().resolve("logs"));
            Path log = logs.resolve("access.log");
            site.start("""
                    l7: { access-log-file: %s }
                    virtual-services:
                      - name: web
                        mode: l7-snat
                        address: %s
                        ports: %d
                        access-log: json
                        http: {}
                        real-servers: [{ name: app1, address: %s }]
                    """.formatted(log, site.vip(), PORT, site.address(41)));
            Path rule = rule(site, logs);
            for (int i = 0; i < ROTATIONS; i++) {
                ask(site, i);
                Finished rotated = site.lab
                        .host("lb")
                        .run(SOON, "logrotate", "-f", "-s", site.lab.directory() + "/rotated", rule.toString());
                assertThat(rotated.exitStatus()).as(rotated.stderr()).isZero();
                Await.until("a new file", SOON, () -> Files.exists(log));
            }
            ask(site, ROTATIONS);
            Await.until("every line", SOON, () -> lines(logs).size() >= asked.size());
            List<String> lines = lines(logs);
            assertThat(lines).hasSameSizeAs(asked);
            asked.forEach(path -> assertThat(lines.stream().filter(line -> line.contains(path + "\"")))
                    .as(path)
                    .hasSize(1));
            assertThat(app1).isNotNull();
        }
    }

    private void ask(LoopbackSite site, int round) throws IOException {
        for (int i = 0; i < REQUESTS; i++) {
            String path = "/round" + round + "request" + i;
            asked.add(path);
            try (PersistentClient client = new PersistentClient.Web(site.vip(), PORT, site.address(10), "", path)) {
                assertThat(client.ask()).isEqualTo("app1");
            }
        }
    }

    /** The packaged rule for another folder and this user, and without what makes it hard to read again. */
    private static Path rule(LoopbackSite site, Path logs) throws IOException {
        Path packaged = Path.of("").toAbsolutePath().resolveSibling("deploy").resolve("logrotate");
        String text = Files.readString(packaged)
                .replace("/var/log/weir", logs.toString())
                .replace("    su weir weir\n", "    su root root\n");
        Path rule = Files.writeString(site.lab.directory().resolve("rule"), text);
        Files.setPosixFilePermissions(rule, PosixFilePermissions.fromString("rw-r--r--"));
        return rule;
    }

    private static List<String> lines(Path logs) {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(logs)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(".gz")) {
                    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
                        new String(in.readAllBytes(), StandardCharsets.UTF_8)
                                .lines()
                                .forEach(lines::add);
                    }
                } else {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }
}
