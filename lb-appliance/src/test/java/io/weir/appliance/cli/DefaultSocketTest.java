package io.weir.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultSocketTest {
    private static final Path USUAL = Path.of("/run/weir/admin.sock");

    @TempDir
    private Path directory;

    @Test
    void isTheConfigurationsWhereItNamesOne() throws Exception {
        Path file = Files.writeString(
                directory.resolve("weir.yaml"), "admin: { socket: /run/other.sock }\nvirtual-services: []\n");
        assertThat(DefaultSocket.of(file)).isEqualTo(Path.of("/run/other.sock"));
    }

    @Test
    void isTheUsualOneElse() throws Exception {
        assertThat(DefaultSocket.of(directory.resolve("none.yaml"))).isEqualTo(USUAL);
        Path silent = Files.writeString(directory.resolve("silent.yaml"), "virtual-services: []\n");
        assertThat(DefaultSocket.of(silent)).isEqualTo(USUAL);
    }

    @Test
    void aBrokenFileDoesNotKeepTheOperatorFromTheDaemon() throws Exception {
        Path broken = Files.writeString(directory.resolve("broken.yaml"), "admin: { socket: [\n");
        assertThat(DefaultSocket.of(broken)).isEqualTo(USUAL);
    }
}
