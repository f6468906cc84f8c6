package io.weir.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.l7.tls.TlsFileCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code weir check} and the files of TLS that a configuration names. */
@SuppressWarnings({"NullAway.Init", "InlineFormatString"}) // JUnit fills the fields; a file is read more easily alone
class CheckFilesTest {
    private static final String CONFIGURATION = """
            virtual-services:
              - name: web
                mode: l7-snat
                address: 192.0.2.10
                ports: 443
                tls:
                  certificates: [%s]
                  client-ca: %s
                  ocsp: true
                real-servers:
                  - { name: web1, address: 198.51.100.11, tls: { enabled: true, ca: %s } }
            """;

    @TempDir
    Path folder;

    private final StringWriter said = new StringWriter();

    @BeforeEach
    void certificates() throws IOException {
        for (String name : List.of("good", "other")) {
            openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=" + name
                    + " -keyout " + name + ".key -out " + name + ".crt");
        }
        joined("good.pem", "good.crt", "good.key");
        joined("mixed.pem", "good.crt", "other.key");
        joined("keyless.pem", "good.crt");
        joined("stapled.pem", "other.crt", "other.key");
        Files.writeString(folder.resolve("stapled.pem.ocsp"), "no response");
        openssl("pkcs12 -export -in good.crt -inkey good.key -passout pass:secret -out locked.p12");
        Files.writeString(folder.resolve("empty-ca.pem"), "# nobody\n");
    }

    private void openssl(String words) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", "openssl " + words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
    }

    private void joined(String name, String... parts) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String part : parts) {
            all.append(Files.readString(folder.resolve(part)));
        }
        Files.writeString(folder.resolve(name), all);
    }

    private int check(String certificates, String clientCa, String serverCa) throws IOException {
        Path file = folder.resolve("weir.yaml");
        Files.writeString(file, CONFIGURATION.formatted(certificates, clientCa, serverCa));
        CommandLine line = new CommandLine(new CheckCommand(
                (configuration, json, columns) -> {
                    throw new IllegalStateException("not asked for");
                },
                configuration -> TlsFileCheck.faults(configuration, Instant.now())));
        line.setErr(new PrintWriter(said, true));
        line.setOut(new PrintWriter(said, true));
        return line.execute("-c", file.toString());
    }

    @Test
    void goodFilesAreValid() throws IOException {
        assertThat(check("good.pem", "good.crt", "other.crt")).isZero();
        assertThat(said.toString()).contains("valid: 1 virtual service, 1 real server");
    }

    @Test
    void whatIsWrongInsideOfFilesIsToldWhereTheyAreNamed() throws IOException {
        assertThat(check("good.pem, mixed.pem, keyless.pem, locked.p12, stapled.pem", "empty-ca.pem", "good.key"))
                .isEqualTo(ExitStatus.WRONG);
        String[] lines = said.toString().replace(folder + "/", "").split("\n");
        assertThat(lines).hasSize(6);
        assertThat(lines[0])
                .startsWith(
                        "weir.yaml:7:32: virtual-services[web].tls.certificates[1]: mixed.pem: its private key does not");
        assertThat(lines[1]).startsWith("weir.yaml:7:43: ").contains("keyless.pem: it has no private key");
        assertThat(lines[2]).startsWith("weir.yaml:7:56: ").contains("locked.p12: ", "give tls.password");
        assertThat(lines[3]).startsWith("weir.yaml:7:68: ").contains("stapled.pem.ocsp: it is not an OCSP response");
        assertThat(lines[4]).startsWith("weir.yaml:8:18: virtual-services[web].tls.client-ca: empty-ca.pem: it has no");
        assertThat(lines[5]).startsWith("weir.yaml:11:").contains("real-servers[web1].tls.ca: good.key: it has no");
    }
}
