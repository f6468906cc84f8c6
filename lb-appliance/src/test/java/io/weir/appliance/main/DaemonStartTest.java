package io.weir.appliance.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DaemonStartTest {
    private final DaemonFixture fixture;

    DaemonStartTest(@TempDir Path directory) throws Exception {
        fixture = new DaemonFixture(directory);
    }

    @BeforeEach
    void noTrace() {
        assertThat(fixture.socket()).doesNotExist();
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void startsServesAndLeavesNothingBehind() throws Exception {
        try (Daemon daemon = fixture.start()) {
            assertThat(fixture.echoed("hello")).isEqualTo("hello");
            assertThat(daemon.operations().daemon().transport()).isIn("epoll", "io-uring", "nio");
            assertThat(fixture.state().resolve("running")).exists();
        }
        assertThat(fixture.socket()).doesNotExist();
        assertThat(fixture.state().resolve("running")).doesNotExist();
        try (ServerSocket free = new ServerSocket(fixture.port(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(free.isBound()).isTrue();
        }
    }

    @Test
    void anInvalidFileIsStatusTwoWithEveryProblem() throws Exception {
        fixture.write(
                fixture.configuration("web").replace("l7-snat", "l7-snatt").replace("30m", "30x"));
        StartFailure failure = failure();
        assertThat(failure.exitStatus()).isEqualTo(2);
        assertThat(failure.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith(fixture.file() + ":"));
        assertThat(fixture.state()).doesNotExist();
    }

    @Test
    void afterAnUncleanStopTheLastGoodConfigurationServes() throws Exception {
        fixture.start().close();
        Files.createFile(fixture.state().resolve("running"));
        fixture.write("virtual-services: [");
        try (Daemon daemon = fixture.start()) {
            assertThat(daemon.operations().current().service("web")).isNotNull();
            assertThat(fixture.echoed("still here")).isEqualTo("still here");
        }
    }

    @Test
    void afterACleanStopAnInvalidFileIsNotReplacedByAnOlderOne() throws Exception {
        fixture.start().close();
        fixture.write("virtual-services: [");
        assertThat(failure().exitStatus()).isEqualTo(2);
        assertThat(fixture.state().resolve("running")).doesNotExist();
    }

    @Test
    void aFailedRecoveryIsTriedAgainAtTheNextStart() throws Exception {
        fixture.start().close();
        Files.createFile(fixture.state().resolve("running"));
        fixture.write("virtual-services: [");
        try (ServerSocket taken = new ServerSocket(fixture.port(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(failure().exitStatus()).isEqualTo(1);
            assertThat(taken.isBound()).isTrue();
        }
        try (Daemon daemon = fixture.start()) {
            assertThat(daemon.operations().current().service("web")).isNotNull();
        }
    }

    @Test
    void aPortInUseIsStatusOneAndEverythingIsGivenBack() throws Exception {
        try (ServerSocket taken = new ServerSocket(fixture.port(), 1, InetAddress.getLoopbackAddress())) {
            StartFailure failure = failure();
            assertThat(failure.exitStatus()).isEqualTo(1);
            assertThat(failure.getMessage()).contains("web").contains(Integer.toString(taken.getLocalPort()));
        }
        assertThat(fixture.socket()).doesNotExist();
        assertThat(fixture.state().resolve("running")).doesNotExist();
    }

    @Test
    void aSecondDaemonOnTheSocketIsToldOfTheFirst() throws Exception {
        try (Daemon first = fixture.start()) {
            StartFailure failure = failure();
            assertThat(failure.exitStatus()).isEqualTo(1);
            assertThat(failure.getMessage())
                    .contains("another daemon answers on " + fixture.socket())
                    .contains("process " + ProcessHandle.current().pid())
                    .contains("--socket");
            assertThat(first.operations().current().services()).hasSize(1);
            assertThat(fixture.echoed("first")).isEqualTo("first");
        }
    }

    @Test
    void aStateDirectoryThatIsAFileIsNamed() throws Exception {
        Files.writeString(fixture.state(), "");
        StartFailure failure = failure();
        assertThat(failure.exitStatus()).isEqualTo(1);
        assertThat(failure.getMessage()).contains(fixture.state() + " is not a directory");
    }

    @Test
    void anAdminSocketThatCannotBeIsStatusOne() throws Exception {
        Files.writeString(fixture.socket(), "no socket");
        StartFailure failure = failure();
        assertThat(failure.exitStatus()).isEqualTo(1);
        assertThat(failure.getMessage()).contains("exists and is no socket");
        assertThat(fixture.state().resolve("running")).doesNotExist();
        Files.delete(fixture.socket());
    }

    private StartFailure failure() {
        return catchThrowableOfType(StartFailure.class, () -> fixture.start().close());
    }
}
