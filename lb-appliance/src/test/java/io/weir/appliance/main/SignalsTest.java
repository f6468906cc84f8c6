package io.weir.appliance.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process of its own, with real signals. */
@Timeout(120)
class SignalsTest {
    private final DaemonFixture fixture;

    SignalsTest(@TempDir Path directory) throws Exception {
        fixture = new DaemonFixture(directory);
    }

    @Test
    void hangUpReloadsAndTermStopsInOrder() throws Exception {
        Process daemon = start();
        try (BufferedReader log = log(daemon)) {
            assertThat(await(log, "READY"))
                    .matches(
                            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  READY lb-test: 1 virtual service,"
                                    + " 2 real servers, .*");
            fixture.write(fixture.configuration("shop"));
            signal(daemon, "HUP");
            assertThat(await(log, "configuration version 2 applied")).contains("shop");
            fixture.write("virtual-services: [");
            signal(daemon, "HUP");
            assertThat(await(log, "reload refused"))
                    .contains(" ERROR ")
                    .contains(fixture.file().toString());
            assertThat(fixture.echoed("alive")).isEqualTo("alive");
            signal(daemon, "TERM");
            await(log, "stopped");
            assertThat(daemon.waitFor()).isZero();
            assertThat(fixture.socket()).doesNotExist();
            assertThat(fixture.state().resolve("running")).doesNotExist();
        } finally {
            daemon.destroyForcibly();
            fixture.close();
        }
    }

    @Test
    void killedDaemonIsReplacedWithItsLastGoodConfigurationEvenIfTheFileIsBroken() throws Exception {
        Process killed = start();
        try (BufferedReader log = log(killed)) {
            await(log, "READY");
        }
        killed.destroyForcibly().waitFor();
        assertThat(fixture.socket()).exists();
        fixture.write("virtual-services: [");
        Process daemon = start();
        try (BufferedReader log = log(daemon)) {
            assertThat(await(log, "did not stop in order")).contains(" ERROR ").contains("version 1");
            await(log, "READY");
            assertThat(fixture.echoed("alive")).isEqualTo("alive");
            signal(daemon, "TERM");
            assertThat(daemon.waitFor()).isZero();
        } finally {
            daemon.destroyForcibly();
            fixture.close();
        }
    }

    private Process start() throws Exception {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        "-c",
                        fixture.file().toString(),
                        "--socket",
                        fixture.socket().toString(),
                        "--state-directory",
                        fixture.state().toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private static BufferedReader log(Process process) {
        return new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    }

    private static String await(BufferedReader log, String text) throws Exception {
        StringBuilder seen = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains(text)) {
                return line;
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("the log ended without \"" + text + "\":\n" + seen);
    }
}
