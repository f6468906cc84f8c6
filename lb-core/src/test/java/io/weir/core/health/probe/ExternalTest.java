package io.weir.core.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.health.CheckTarget;
import io.weir.core.net.IpAddress;
import io.weir.core.service.CheckMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final CheckTarget.Frontend FRONTEND =
            new CheckTarget.Frontend("web", IpAddress.of("192.0.2.10"), 443);

    @TempDir
    Path folder;

    private String reason(String body, Duration timeout) throws IOException {
        Path script = folder.resolve("check.sh");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        CheckTarget target = ScriptedPeer.target(new CheckMethod.External(script), 8080, timeout, FRONTEND);
        return Probes.direct().check(target).reason().toString();
    }

    @Test
    void argumentsAndEnvironmentAreThoseOfTheContract() throws Exception {
        Path seen = folder.resolve("seen");
        assertThat(reason(
                        "echo \"$@\" >" + seen + "; env | grep -v '^PWD=\\|^_=\\|^SHLVL=\\|^OLDPWD=' | sort >>" + seen,
                        PATIENT))
                .isEqualTo("EXTOK");
        assertThat(Files.readString(seen)).isEqualTo("""
                        192.0.2.10 443 127.0.0.1 8080
                        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
                        WEIR_SERVER_ADDRESS=127.0.0.1
                        WEIR_SERVER_PORT=8080
                        WEIR_SERVICE=web
                        WEIR_TIMEOUT_MILLIS=30000
                        WEIR_VIP=192.0.2.10
                        WEIR_VIP_PORT=443
                        """);
    }

    @Test
    void exitStatusAndWordsAreTheReason() throws Exception {
        assertThat(reason("echo all is well", PATIENT)).isEqualTo("EXTOK all is well");
        assertThat(reason("exit 1", PATIENT)).isEqualTo("EXT exit status 1");
        assertThat(reason("printf 'queue is \\033[31mfull\\nmore' >&2; exit 3", PATIENT))
                .isEqualTo("EXT exit status 3: queue is ?[31mfull");
        assertThat(reason("kill -9 $$", PATIENT)).isEqualTo("EXT killed by signal 9");
    }

    @Test
    void programThatCannotBeStartedIsNamed() {
        CheckTarget target =
                ScriptedPeer.target(new CheckMethod.External(folder.resolve("nowhere")), 8080, PATIENT, FRONTEND);
        assertThat(Probes.direct().check(target).reason().toString())
                .startsWith("EXT ")
                .contains("nowhere");
    }

    @Test
    void programIsKilledWithItsChildrenAtTheTimeout() throws Exception {
        Path pids = folder.resolve("pids");
        // A child, and a grandchild whose parent is gone.
        String body = "sleep 600 & echo $! >>" + pids + "; (sleep 600 & echo $! >>" + pids + "); echo waiting; wait";
        assertThat(reason(body, Duration.ofSeconds(2))).isEqualTo("EXT no exit in 2 s: waiting");
        for (String pid : Files.readAllLines(pids)) {
            awaitEnd(Long.parseLong(pid.strip()));
        }
        assertThat(Files.readAllLines(pids)).hasSize(2);
    }

    private static void awaitEnd(long pid) {
        long end = System.nanoTime() + PATIENT.toNanos();
        while (ProcessHandle.of(pid).map(ExternalTest::lives).orElse(false)) {
            assertThat(System.nanoTime())
                    .as("process " + pid + " outlives its check")
                    .isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Nobody may be there to collect an orphan of a test in a container: a zombie is dead. */
    private static boolean lives(ProcessHandle process) {
        try {
            return process.isAlive()
                    && !Files.readString(Path.of("/proc/" + process.pid() + "/stat"))
                            .contains(") Z ");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void childThatHoldsTheOutputDoesNotHoldTheCheck() throws Exception {
        long before = System.nanoTime();
        assertThat(reason("sleep 20 & echo done", PATIENT)).isEqualTo("EXTOK done");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void floodOfOutputIsBounded() throws Exception {
        assertThat(reason("head -c 3000000 /dev/zero | tr '\\0' x; exit 1", PATIENT))
                .isEqualTo("EXT exit status 1: " + "x".repeat(120) + "…");
    }
}
