package io.weir.appliance.acceptance;

import static io.weir.appliance.acceptance.Site.ARCHIVE;
import static io.weir.appliance.acceptance.Site.ARCHIVE_VIP;
import static io.weir.appliance.acceptance.Site.SOON;
import static io.weir.appliance.acceptance.Site.WEB;
import static io.weir.appliance.acceptance.Site.WEB_VIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import io.weir.appliance.lab.RootTests;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sections 7 and 8 of the requirement document with its file unchanged: curl, openssl, socat and nginx around it. */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequirementScenarioTest {
    /** fall or rise × interval, plus one timeout, as the scenario's defaults are. */
    private static final Duration VERDICT = Duration.ofSeconds(2 * 4 + 3);

    private static final Duration STATUS_TAKES = Duration.ofSeconds(2);

    private @Nullable Site opened;
    private @Nullable LabDaemon started;

    @BeforeAll
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms("curl", "openssl", "socat", "nginx", "tcpdump");
        Site site = new Site();
        opened = site;
        site.startWebNodes();
        site.startArchives();
        started = site.startDaemon(Site.scenario());
    }

    @AfterAll
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @AfterEach
    void everythingIsGreenAgain() {
        awaitUp();
    }

    @Test
    void everyRowIsGreenAndTheOverviewHasTheDocumentsColumns() {
        Finished status = daemon().weir("status").orThrow();

        assertThat(status.stdout())
                .containsPattern("VIRTUAL SERVICE +IP +PORTS +CONNS +PROTOCOL +METHOD +MODE")
                .containsPattern("REAL SERVER +IP +PORTS +WEIGHT +CONNS")
                .containsPattern("IIS_VIP +192.168.86.177 +443 +\\d+ +tcp +Layer 7 +Proxy")
                .containsPattern("IIS1 +192.168.86.50 +443 +100 +0")
                .containsPattern("IIS2 +192.168.86.51 +443 +100 +0")
                .containsPattern("DA_VIP +192.168.86.166 +9001 +\\d+ +tcp +Layer 7 +Proxy")
                .containsPattern("DA1 +192.168.86.50 +9001 +100 +\\d+")
                .containsPattern("DA2 +192.168.86.51 +9001 +100 +\\d+");
        assertThat(status.stdout().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void tlsIsPassedThroughToTheServersOwnCertificate() {
        Finished shown = site().client1
                .run(SOON, "sh", "-c", "openssl s_client -connect " + WEB_VIP + ":443 </dev/null 2>/dev/null");

        assertThat(shown.stdout()).containsPattern("subject=CN = srv[12]");
    }

    @Test
    void eachClientStaysAtOneWebNodeAndHasOneEntry() {
        List<String> first = Site.requestWeb(site().client1, 50);
        List<String> second = Site.requestWeb(site().client2, 50);

        assertThat(first).hasSize(50).allMatch(first.getFirst()::equals).allMatch(name -> name.matches("srv[12]"));
        assertThat(second).hasSize(50).allMatch(second.getFirst()::equals).allMatch(name -> name.matches("srv[12]"));
        String sessions = daemon().weir("sessions", WEB).orThrow().stdout();
        assertThat(sessions.lines().filter(line -> line.contains("192.168.86.1")))
                .hasSize(2);
        assertThat(sessions)
                .containsPattern("192\\.168\\.86\\.10 +IIS[12]")
                .containsPattern("192\\.168\\.86\\.14 +IIS[12]");
    }

    @Test
    void archiveConnectionsUseBothServersAndStickNowhere() {
        List<String> servers = Site.requestArchive(site().client1, 50);

        assertThat(servers).hasSize(50);
        assertThat(servers.stream().filter("srv1"::equals)).hasSizeBetween(15, 35);
        assertThat(servers.stream().filter("srv2"::equals)).hasSizeBetween(15, 35);
        assertThat(daemon().weir("sessions", ARCHIVE).stdout()).doesNotContain("192.168.86.10");
    }

    @Test
    void serversSeeTheBalancersAddress() {
        int before = sources().size();
        Site.requestWeb(site().client1, 5);

        assertThat(sources().stream().skip(before)).isNotEmpty();
        assertThat(new HashSet<>(sources().subList(before, sources().size())))
                .isSubsetOf(Site.BALANCER, WEB_VIP, ARCHIVE_VIP)
                .containsOnly(Site.BALANCER);
    }

    @Test
    void clientThatEndsItsSideFirstGetsAllOfAnAnswerThatItReadsSlowly() {
        int length = 20_000_000;
        String ask = "printf 'FETCH " + length + " 0\\n'";
        String answer = "socat -t 20 - TCP:" + ARCHIVE_VIP + ":9001 | (sleep 1; wc -c)";

        for (String how : List.of(ask + " | " + answer, "(sleep 0.3; " + ask + ") | " + answer)) {
            String count = site().client1.require("sh", "-c", how);
            // The greeting and the two lines around the image come on top.
            assertThat(Integer.parseInt(count.strip())).as(how).isBetween(length + 80, length + 200);
        }
    }

    private List<String> sources() {
        // nginx was probed by the server hosts themselves before the daemon began.
        return Stream.of(site().server1, site().server2)
                .flatMap(host -> site().webNode(host).sources().stream())
                .filter(source -> !source.equals("192.168.86.50") && !source.equals("192.168.86.51"))
                .toList();
    }

    @Test
    void stoppedServersTurnRedAndTheFallbackServesUntilOneIsBack() {
        site().stopArchive(site().server1);
        daemon().awaitStatus(
                        "DA1 red",
                        VERDICT.plus(STATUS_TAKES),
                        status -> status.server(ARCHIVE, "DA1").health().equals("down"));
        assertThat(daemon().status().server(ARCHIVE, "DA1").reason()).isEqualTo("L4CON connection refused");
        assertThat(daemon().status().server(WEB, "IIS1").health()).isEqualTo("up");
        assertThat(daemon().status().service(ARCHIVE).state()).isEqualTo("degraded");
        assertThat(Site.requestArchive(site().client1, 10)).hasSize(10).containsOnly("srv2");

        site().stopArchive(site().server2);
        daemon().awaitStatus(
                        "DA_VIP in fallback",
                        VERDICT.plus(STATUS_TAKES),
                        status -> status.service(ARCHIVE).state().equals("fallback"));
        assertThat(plainHttp(ARCHIVE_VIP + ":9001")).contains("503").contains("<title>");
        assertThat(daemon().process().stderr().count(line -> line.contains("service DA_VIP degraded -> fallback")))
                .isEqualTo(1);

        site().startArchives();
        awaitUp();
        assertThat(Site.requestArchive(site().client1, 10)).contains("srv1", "srv2");
    }

    @Test
    void blackHoledServerTurnsRedForTimeoutAndItsClientMoves() {
        String before = Site.requestWeb(site().client1);
        LabHost stuckTo = before.equals("srv1") ? site().server1 : site().server2;
        String name = before.replace("srv", "IIS");
        String other = before.equals("srv1") ? "srv2" : "srv1";
        blackHole(stuckTo);
        try {
            // Before any verdict: the connect attempt fails after 4 s and another server is asked.
            assertThat(Site.requestWeb(site().client1)).isEqualTo(other);
            daemon().awaitStatus(
                            name + " red",
                            VERDICT.plus(STATUS_TAKES),
                            status -> status.server(WEB, name).health().equals("down"));
            assertThat(daemon().status().server(WEB, name).reason()).isEqualTo("L4TOUT no answer in 3 s");
            assertThat(Site.requestWeb(site().client1, 5)).containsOnly(other);
        } finally {
            site().balancer.require("ip", "neighbour", "delete", stuckTo.address(), "dev", "eth0");
        }
        assertThat(daemon().weir("sessions", WEB).stdout())
                .containsPattern("192\\.168\\.86\\.10 +" + other.replace("srv", "IIS"));
    }

    /** From now on frames to this host go to a MAC address that nobody has. */
    private void blackHole(LabHost host) {
        site().balancer
                .require(
                        "ip",
                        "neighbour",
                        "replace",
                        host.address(),
                        "lladdr",
                        "02:00:00:00:00:99",
                        "dev",
                        "eth0",
                        "nud",
                        "permanent");
    }

    @Test
    void drainingServerFinishesItsDownloadAndKeepsItsClient() {
        String server = Site.requestWeb(site().client1);
        String drained = WEB + "/" + server.replace("srv", "IIS");
        String archive = server.replace("srv", "DA");
        LabProcess download = download(site().client1);
        try {
            daemon().weir("drain", drained).orThrow();

            assertThat(daemon().status()
                            .server(WEB, server.replace("srv", "IIS"))
                            .admin())
                    .isEqualTo("draining");
            assertThat(daemon().status().server(ARCHIVE, archive).admin()).isEqualTo("online");
            assertThat(Site.requestWeb(site().client1, 3)).containsOnly(server);
            // An address that no session exists for.
            site().client2.require("ip", "address", "add", "192.168.86.99/24", "dev", "eth0");
            assertThat(site().client2
                            .require("curl", "-sSk", "--interface", "192.168.86.99", "https://" + WEB_VIP + "/"))
                    .isEqualTo(server.equals("srv1") ? "srv2" : "srv1");

            assertThat(download.awaitExit(SOON)).isZero();
            assertThat(download.stdout().text()).isEqualTo("200 " + Nginx.IMAGE_BYTES);
            daemon().awaitStatus(
                            "no connection left",
                            SOON,
                            status -> status.server(WEB, server.replace("srv", "IIS"))
                                            .connections()
                                    == 0);
        } finally {
            daemon().weir("online", drained).orThrow();
        }
    }

    @Test
    void haltCutsTheDownloadEndsTheChecksAndOnlineBringsItBack() {
        String server = Site.requestWeb(site().client1);
        String halted = server.replace("srv", "IIS");
        LabHost host = server.equals("srv1") ? site().server1 : site().server2;
        LabProcess download = download(site().client1);

        long start = System.nanoTime();
        daemon().weir("halt", WEB + "/" + halted).orThrow();
        int curl = download.awaitExit(SOON);
        Duration cut = Duration.ofNanos(System.nanoTime() - start);

        // curl: 18 = partial file, 56 = connection reset; the second includes the start of the command itself.
        assertThat(curl).isIn(18, 56);
        assertThat(cut).isLessThan(Duration.ofSeconds(3));
        assertThat(daemon().status().server(WEB, halted).admin()).isEqualTo("halted");
        Finished sniffed = host.run(
                SOON, "timeout", "9", "tcpdump", "-i", "eth0", "-n", "-l", "tcp dst port 443 and src " + Site.BALANCER);
        assertThat(sniffed.stdout()).isEmpty();
        assertThat(sniffed.stderr()).contains("0 packets captured");

        daemon().weir("online", WEB + "/" + halted).orThrow();
        awaitUp();
    }

    @Test
    void bothWebNodesHaltedMeansTheFallbackAnswers() {
        daemon().weir("halt", WEB).orThrow();
        try {
            assertThat(daemon().status().service(WEB).state()).isEqualTo("fallback");
            assertThat(plainHttp(WEB_VIP + ":443")).contains("503").contains("<title>");
        } finally {
            daemon().weir("online", WEB).orThrow();
        }
    }

    @Test
    void balancerAnswersForItsVips() {
        for (String vip : List.of(WEB_VIP, ARCHIVE_VIP)) {
            assertThat(site().balancer.require("ip", "-br", "address", "show", "dev", "eth0"))
                    .contains(vip + "/");
            String mac = site().balancer.require("cat", "/sys/class/net/eth0/address");
            site().client2.run(SOON, "ip", "neighbour", "flush", "dev", "eth0");
            site().client2.run(SOON, "socat", "-u", "OPEN:/dev/null", "TCP:" + vip + ":9,connect-timeout=2");
            assertThat(site().client2.require("ip", "neighbour", "show", vip)).contains(mac);
        }
    }

    private String plainHttp(String target) {
        return site().client1
                .run(SOON, "curl", "-sSi", "--max-time", "5", "http://" + target + "/")
                .stdout();
    }

    private LabProcess download(LabHost client) {
        // What an earlier request left may still be ending, and would hide the one that begins.
        Await.until("earlier connections to end", SOON, () -> activeWebConnections() == 0);
        LabProcess download = client.start(
                "curl",
                "-sk",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code} %{size_download}",
                "https://" + WEB_VIP + "/image");
        Await.until("the download to begin", SOON, () -> activeWebConnections() > 0);
        return download;
    }

    private int activeWebConnections() {
        return daemon().status().service(WEB).connections();
    }

    private Site site() {
        return Objects.requireNonNull(opened);
    }

    private LabDaemon daemon() {
        return Objects.requireNonNull(started);
    }

    private void awaitUp() {
        daemon().awaitStatus("all green", VERDICT.plusSeconds(10), status -> status.every("up"));
    }
}
