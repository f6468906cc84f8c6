package io.weir.appliance.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.config.ConfigurationFile;
import io.weir.core.service.Configuration;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RunOptionsTest {
    private static final Path FILE = Path.of("weir.yaml");

    @Test
    void whatTheCommandLineDoesNotNameStaysAsInTheFile() throws Exception {
        Configuration file = ConfigurationFile.parse("weir.yaml", """
                node: { name: lb-a, state-directory: /var/lib/other }
                l4: { engine: af-packet, workers: 3 }
                l7: { transport: nio }
                admin: { socket: /run/other.sock }
                fallback-page: { enabled: false }
                alerts:
                  smtp: { host: mail.example.org, from: weir@example.org, to: [ops@example.org] }
                virtual-services:
                  - { name: web, mode: l7-snat, address: 192.0.2.1, ports: 80,
                      real-servers: [{ name: s1, address: 192.0.2.2 }] }
                """);
        Path state = Path.of("/tmp/state");
        Path socket = Path.of("/tmp/admin.sock");

        assertThat(new RunOptions(FILE, null, null).over(file)).isEqualTo(file);
        Configuration over = new RunOptions(FILE, socket, state).over(file);
        assertThat(over)
                .usingRecursiveComparison()
                .ignoringFields("node", "admin")
                .isEqualTo(file);
        assertThat(over.node()).isEqualTo(new Configuration.Node("lb-a", state));
        assertThat(over.admin().socket()).isEqualTo(socket);
    }
}
