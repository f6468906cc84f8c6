package io.weir.appliance.acceptance;

import static io.weir.appliance.acceptance.Site.ARCHIVE;
import static io.weir.appliance.acceptance.Site.ARCHIVE_VIP;
import static io.weir.appliance.acceptance.Site.SOON;
import static io.weir.appliance.acceptance.Site.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabProcess;
import io.weir.appliance.lab.RootTests;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/** What takes minutes in the scenario, with its times scaled down. */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated
class ScaledTimesTest {
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);

    private @Nullable Site opened;
    private @Nullable LabDaemon started;

    @BeforeAll
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms("curl", "openssl", "socat", "nginx");
        Site site = new Site();
        opened = site;
        site.startWebNodes();
        site.startArchives();
        started = site.startDaemon(Site.scaledScenario());
    }

    @AfterAll
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @AfterEach
    void scenarioIsBackInForce() {
        site().write("weir.yaml", Site.scaledScenario());
        daemon().weir("reload").orThrow();
        daemon().awaitStatus("all green", SOON, status -> status.every("up"));
    }

    @Test
    void idleConnectionLivesUntilItsTimeoutAndThenClosesOnBothSides() {
        long endedBefore = daemon().status().service(ARCHIVE).endedFor("timeout");
        LabProcess client = site().client1.start("socat", "-", "TCP:" + ARCHIVE_VIP + ":9001");
        client.stdout().awaitLine("ARCHIVE", SOON);

        Await.elapse(IDLE_TIMEOUT.multipliedBy(7).dividedBy(10));
        client.send("FETCH 0 0");
        client.stdout().awaitLine("SHA256", SOON);
        long active = System.nanoTime();
        // socat ends on its own when the balancer closes.
        client.awaitExit(SOON);
        Duration idle = Duration.ofNanos(System.nanoTime() - active);

        assertThat(idle).isBetween(IDLE_TIMEOUT.minusMillis(200), IDLE_TIMEOUT.plusMillis(1500));
        daemon().awaitStatus(
                        "the connection counted as timeout",
                        SOON,
                        status -> status.service(ARCHIVE).endedFor("timeout") == endedBefore + 1);
        assertThat(daemon().status().service(ARCHIVE).connections()).isZero();
        Await.until(
                "the server's side to close",
                SOON,
                () -> !site().server1
                                .require("ss", "-Htn", "state", "established", "sport = :9001")
                                .contains(Site.BALANCER)
                        && !site().server2
                                .require("ss", "-Htn", "state", "established", "sport = :9001")
                                .contains(Site.BALANCER));
    }

    @Test
    void stoppedServerIsRedWithinFallTimesIntervalPlusTimeout() {
        Duration verdict = Duration.ofMillis(2 * 500 + 500);
        site().stopArchive(site().server2);
        long start = System.nanoTime();

        daemon().process().stderr().awaitLine("DA_VIP/DA2 going-down -> down", SOON);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).isLessThan(verdict.plusMillis(500));
        site().startArchive(site().server2);
    }

    @Test
    void clearOnDrainMovesTheDrainedServersClient() {
        site().write(
                        "weir.yaml",
                        Site.scaledScenario().replace("timeout: 30m }", "timeout: 30m, clear-on-drain: true }"));
        daemon().weir("reload").orThrow();
        String server = Site.requestWeb(site().client1);
        String drained = WEB + "/" + server.replace("srv", "IIS");

        daemon().weir("drain", drained).orThrow();
        String after = Site.requestWeb(site().client1);
        daemon().weir("online", drained).orThrow();

        assertThat(after).isEqualTo(server.equals("srv1") ? "srv2" : "srv1");
    }

    @Test
    void reloadingEverySecondDoesNotTouchTransfers() {
        long gibibyte = 1L << 30;
        site().server2.require("ip", "address", "add", "192.168.86.52/24", "dev", "eth0");
        ArchiveClient fetching = site().archiveClient(site().client1);
        ArchiveClient storing = site().archiveClient(site().client2);
        // 50 MB/s: twenty seconds at least, whatever the machine's speed.
        fetching.startFetch(gibibyte, 50_000_000);
        storing.startStore(gibibyte);

        int reloads = 0;
        long start = System.nanoTime();
        while (daemon().status().service(ARCHIVE).connections() > 0) {
            reloads++;
            site().write("weir.yaml", changed(reloads));
            daemon().weir("reload").orThrow();
            assertThat(daemon().weir("weight", "DA_VIP/DA1", Integer.toString(reloads))
                            .exitStatus())
                    .isZero();
            Await.elapse(Duration.ofSeconds(1));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(2));
        }

        assertThat(fetching.end()).isEqualTo("transfer complete " + gibibyte + " bytes, SHA-256 equal");
        assertThat(storing.end()).isEqualTo("store complete " + gibibyte + " bytes, SHA-256 equal");
        assertThat(reloads).isGreaterThanOrEqualTo(5);
    }

    /** The scenario with other weights, and on every other turn with a third server. */
    private static String changed(int turn) {
        String weights = Site.scaledScenario().replace("weight: 100", "weight: " + (1 + turn));
        return turn % 2 == 0 ? weights : weights + "      - { name: DA3, address: 192.168.86.52, weight: 7 }\n";
    }

    private Site site() {
        return Objects.requireNonNull(opened);
    }

    private LabDaemon daemon() {
        return Objects.requireNonNull(started);
    }
}
