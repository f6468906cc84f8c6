package io.weir.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.config.ConfigurationFile;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.service.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a changed file says of checks is told when it is applied, but for what may be secret. */
class CheckChangesTest {
    private static final String SERVICE = """
            virtual-services:
              - name: web
                mode: l7-snat
                address: 192.0.2.10
                ports: 443
                real-servers:
                  - { name: a, address: 198.51.100.11 }
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private static Configuration file(String check) throws InvalidConfiguration {
        return ConfigurationFile.parse("weir.yaml", SERVICE + ("health-check: " + check + "\n").indent(4));
    }

    private List<String> changes(String before, String after) throws Exception {
        try (Harness control = new Harness(Files.createTempDirectory(directory, "state"))) {
            control.writer.apply(file(before), null);
            return control.writer.apply(file(after), null);
        }
    }

    @Test
    void headersAndPasswordsAreToldWithoutTheirValues() throws Exception {
        String some = "{ type: http, headers: { X-Key: first-key }, username: u, password: first-word }";
        assertThat(changes(some, some)).isEmpty();
        assertThat(changes(some, some.replace("first-key", "other-key")))
                .containsExactly("service web: health-check's secrets changed");
        assertThat(changes(some, some.replace("first-word", "other-word")))
                .containsExactly("service web: health-check's secrets changed");
        assertThat(String.join("\n", changes("{ type: connect }", some)))
                .contains("X-Key")
                .doesNotContain("first-");
    }

    @Test
    void whatIsSentIsToldByItsLength() throws Exception {
        String some = "{ type: send-expect, send: \"AUTH first\", expect: OK }";
        assertThat(changes(some, some.replace("first", "other")))
                .containsExactly("service web: health-check's secrets changed");
        assertThat(String.join("\n", changes("{ type: connect }", some)))
                .contains("send 10 bytes expect OK")
                .doesNotContain("first", "4155544820");
    }
}
