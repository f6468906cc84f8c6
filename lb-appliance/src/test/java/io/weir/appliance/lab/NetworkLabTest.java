package io.weir.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("root")
class NetworkLabTest {
    @BeforeEach
    void needsNamespaces() {
        RootTests.requireNamespaces();
    }

    @Test
    void hostsReachEachOtherOverTheSwitchAndNothingElse() {
        try (NetworkLab lab = NetworkLab.open()) {
            LabHost one = lab.addHost("one", "192.168.86.10/24");
            lab.addHost("two", "192.168.86.50/24");

            assertThat(one.run(Duration.ofSeconds(10), "ip", "route").stdout())
                    .isEqualTo("192.168.86.0/24 dev eth0 proto kernel scope link src 192.168.86.10 ");
            LabProcess server = lab.host("two").start("socat", "TCP-LISTEN:7,fork", "EXEC:cat");
            Finished echo = Await.reading(
                    "an echo",
                    Duration.ofSeconds(10),
                    () -> one.run(Duration.ofSeconds(10), "sh", "-c", "echo hello | socat - TCP:192.168.86.50:7"),
                    Finished::succeeded);

            assertThat(echo.stdout()).isEqualTo("hello");
            assertThat(server.alive()).isTrue();
        }
    }

    @Test
    void closeLeavesNoProgramNoNamespaceAndNoFile() {
        NetworkLab lab = NetworkLab.open();
        LabHost host = lab.addHost("one", "192.168.86.10/24");
        // The shell leaves a child behind that the lab did not start itself and that ignores TERM.
        LabProcess shell = host.start("sh", "-c", "trap '' TERM; sleep 600 & echo $!; wait");
        String orphan = shell.stdout().awaitLine("a process id", line -> !line.isEmpty(), Duration.ofSeconds(10));
        shell.kill();
        Path directory = lab.directory();
        assertThat(lab.remainingNamespaces()).hasSize(2);

        lab.close();

        assertThat(lab.remainingNamespaces()).isEmpty();
        assertThat(directory).doesNotExist();
        Await.until(
                "the end of the orphan",
                Duration.ofSeconds(5),
                () -> ProcessHandle.of(Long.parseLong(orphan)).isEmpty());
    }

    @Test
    void aLabRemovesWhatADeadLabHasLeft() {
        long dead = deadProcess();
        String leftover = "weir-" + dead + "-1-lb";
        Finished.require(List.of("ip", "netns", "add", leftover));
        Path living = Path.of("/run/netns/weir-" + ProcessHandle.current().pid() + "-other");
        Finished.require(List.of("ip", "netns", "add", living.getFileName().toString()));
        try (NetworkLab lab = NetworkLab.open()) {
            assertThat(Path.of("/run/netns", leftover)).doesNotExist();
            assertThat(living).exists();
            assertThat(Files.isDirectory(lab.directory())).isTrue();
        } finally {
            Finished.require(
                    List.of("ip", "netns", "delete", living.getFileName().toString()));
        }
    }

    @Test
    void waitingEndsWithWhatWasSeenInstead() {
        try (NetworkLab lab = NetworkLab.open()) {
            LabHost host = lab.addHost("one", "192.168.86.10/24");
            LabProcess process = host.start("sh", "-c", "echo first; sleep 600");

            assertThatThrownBy(() -> process.stdout().awaitLine("second", Duration.ofMillis(300)))
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("waited 0.3 s for a line with 'second', got:\nfirst");
            assertThatThrownBy(() -> host.require("ls", "/no/such/file"))
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("/no/such/file' ended with 2")
                    .hasMessageContaining("No such file");
        }
    }

    private static long deadProcess() {
        LabProcess process = LabProcess.start("true", List.of("true"));
        process.awaitExit(Duration.ofSeconds(10));
        return process.pid();
    }
}
