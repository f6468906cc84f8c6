package io.weir.appliance.acceptance;

import static io.weir.appliance.acceptance.Site.ARCHIVE;
import static io.weir.appliance.acceptance.Site.ARCHIVE_VIP;
import static io.weir.appliance.acceptance.Site.SOON;
import static io.weir.appliance.acceptance.Site.WEB;
import static io.weir.appliance.acceptance.Site.WEB_VIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabProcess;
import io.weir.appliance.lab.RootTests;
import io.weir.appliance.lab.StatusReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the daemon starts, ends, is killed, and refuses to start: always with the reason. */
@Tag("root")
class DaemonLifeTest {
    /** Root without any capability: may read root's files, but neither add an address nor bind a port below 1024. */
    private static final List<String> NO_PRIVILEGE = List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all");

    private @Nullable Site opened;

    @BeforeEach
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms("setpriv", "tcpdump", "socat");
        opened = new Site();
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void vipsAreAnnouncedWhenTheyComeAndGoWithTerm() {
        LabProcess sniffer = site().client2.start("tcpdump", "-i", "eth0", "-n", "-l", "arp");
        sniffer.stderr().awaitLine("listening on", SOON);
        LabDaemon daemon = start(Site.scaledScenario());

        // tcpdump writes an announcement as a request or reply whose two protocol addresses are the VIP.
        sniffer.stdout()
                .awaitLine(
                        "the announcement of " + WEB_VIP,
                        line -> line.contains("who-has " + WEB_VIP) || line.contains(WEB_VIP + " is-at"),
                        SOON);
        assertThat(addresses()).contains(WEB_VIP + "/").contains(ARCHIVE_VIP + "/");

        assertThat(daemon.terminate()).isZero();
        assertThat(addresses())
                .doesNotContain(WEB_VIP)
                .doesNotContain(ARCHIVE_VIP)
                .contains(Site.BALANCER);
        assertThat(daemon.socket()).doesNotExist();
    }

    @Test
    void addressThatWasThereBeforeStays() {
        site().balancer.require("ip", "address", "add", WEB_VIP + "/24", "dev", "eth0");
        LabDaemon daemon = start(Site.scaledScenario());

        assertThat(daemon.terminate()).isZero();

        assertThat(addresses()).contains(WEB_VIP + "/24").doesNotContain(ARCHIVE_VIP);
    }

    @Test
    void killedDaemonFindsItsAddressesAndAdminStatesAgain() {
        site().startArchives();
        LabDaemon killed = start(Site.scaledScenario());
        killed.weir("drain", "DA_VIP/DA1").orThrow();
        killed.weir("halt", "DA_VIP/DA2").orThrow();
        killed.process().kill();
        assertThat(addresses()).contains(WEB_VIP).contains(ARCHIVE_VIP);

        LabDaemon daemon = start(Site.scaledScenario());

        StatusReading status = daemon.status();
        assertThat(status.server(ARCHIVE, "DA1").admin()).isEqualTo("draining");
        assertThat(status.server(ARCHIVE, "DA2").admin()).isEqualTo("halted");
        assertThat(status.server(WEB, "IIS1").admin()).isEqualTo("online");
        daemon.weir("online", ARCHIVE).orThrow();
        daemon.awaitStatus(
                "the archive green",
                SOON,
                reading -> reading.service(ARCHIVE).state().equals("up"));
        assertThat(Site.requestArchive(site().client1, 4)).contains("srv1", "srv2");
        assertThat(daemon.terminate()).isZero();
        assertThat(addresses()).doesNotContain(WEB_VIP).doesNotContain(ARCHIVE_VIP);
    }

    @Test
    void adminStatesOutliveAnOrderlyRestart() {
        LabDaemon first = start(Site.scaledScenario());
        first.weir("drain", "IIS_VIP/IIS1").orThrow();
        first.weir("halt", "IIS_VIP/IIS2").orThrow();
        assertThat(first.terminate()).isZero();

        StatusReading status = start(Site.scaledScenario()).status();

        assertThat(status.server(WEB, "IIS1").admin()).isEqualTo("draining");
        assertThat(status.server(WEB, "IIS2").admin()).isEqualTo("halted");
    }

    @Test
    void secondDaemonOnTheSameSocketIsRefusedAndTheFirstGoesOn() {
        LabDaemon first = start(Site.scaledScenario());

        LabProcess second = refused(Site.scaledScenario(), List.of());

        assertThat(second.stderr().text()).contains(first.socket().toString()).contains("another daemon answers on");
        assertThat(first.status().services()).hasSize(2);
        assertThat(addresses()).contains(WEB_VIP);
    }

    @Test
    void portInUseIsNamed() {
        site().balancer.start("socat", "TCP-LISTEN:9001,fork", "EXEC:cat");
        Site.awaitListening(site().balancer, 9001);

        LabProcess daemon = refused(Site.scaledScenario(), List.of());

        assertThat(daemon.stderr().text()).contains("DA_VIP").contains("port 9001 of " + ARCHIVE_VIP + " is in use");
        assertThat(addresses()).doesNotContain(WEB_VIP).doesNotContain(ARCHIVE_VIP);
    }

    @Test
    void addressOutsideEverySubnetIsNamed() {
        LabProcess daemon = refused(Site.scaledScenario().replace(ARCHIVE_VIP, "10.9.8.7"), List.of());

        assertThat(daemon.stderr().text())
                .contains("DA_VIP")
                .contains("no interface has a subnet that holds the address 10.9.8.7")
                .contains("192.168.86.11/24");
        assertThat(addresses()).doesNotContain(WEB_VIP);
    }

    @Test
    void missingPrivilegeIsNamedWithWhatWouldHelp() {
        LabProcess daemon = refused(Site.scaledScenario(), NO_PRIVILEGE);

        assertThat(daemon.stderr().text())
                .contains("without CAP_NET_ADMIN")
                .contains("ip addr add " + WEB_VIP + "/32 dev eth0")
                .contains(ARCHIVE_VIP);
    }

    @Test
    void privilegedPortWithoutPrivilegeIsNamed() {
        site().balancer.require("sysctl", "-qw", "net.ipv4.ip_unprivileged_port_start=1024");
        for (String vip : List.of(WEB_VIP, ARCHIVE_VIP)) {
            site().balancer.require("ip", "address", "add", vip + "/32", "dev", "eth0");
        }

        LabProcess daemon = refused(Site.scaledScenario(), NO_PRIVILEGE);

        assertThat(daemon.stderr().text())
                .contains("IIS_VIP")
                .contains("port 443 of " + WEB_VIP)
                .contains("CAP_NET_BIND_SERVICE");
    }

    @Test
    void unreadableFileIsNamed() throws IOException {
        Path file = site().write("weir.yaml", Site.scenario());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        LabDaemon daemon = LabDaemon.start(site().balancer, file, site().lab.directory(), NO_PRIVILEGE, List.of());

        assertThat(daemon.process().awaitExit(SOON)).isEqualTo(2);
        assertThat(daemon.process().stderr().text()).contains(file.toString()).containsIgnoringCase("permission");
    }

    @Test
    void missingFileIsNamed() {
        Path file = site().lab.directory().resolve("no-such.yaml");
        LabDaemon daemon = LabDaemon.start(site().balancer, file, site().lab.directory());

        assertThat(daemon.process().awaitExit(SOON)).isEqualTo(2);
        assertThat(daemon.process().stderr().text()).contains(file.toString()).containsIgnoringCase("no such file");
    }

    @Test
    void wrongFileIsRefusedWithEveryMistakeAndItsPlace() {
        Path file = site().write(
                        "wrong.yaml",
                        Site.scenario().replace("l7-snat", "l7-snatt").replace("weight: 100", "weight: -1"));
        LabDaemon daemon = LabDaemon.start(site().balancer, file, site().lab.directory());

        assertThat(daemon.process().awaitExit(SOON)).isEqualTo(2);
        List<String> problems = new ArrayList<>(daemon.process().stderr().lines());
        problems.removeIf(line -> !line.startsWith(file.toString()));
        assertThat(problems)
                .hasSize(6)
                .first()
                .asString()
                .startsWith(file + ":5:11: ")
                .contains("l7-snat");
        assertThat(addresses()).doesNotContain(WEB_VIP);
    }

    private LabDaemon start(String configuration) {
        LabDaemon daemon = LabDaemon.start(
                site().balancer,
                site().write("weir.yaml", configuration),
                site().lab.directory());
        daemon.awaitReady(SOON);
        return daemon;
    }

    /** Starts a daemon that must end with status 1. */
    private LabProcess refused(String configuration, List<String> wrapper) {
        LabProcess process = LabDaemon.start(
                        site().balancer,
                        site().write("weir.yaml", configuration),
                        site().lab.directory(),
                        wrapper,
                        List.of())
                .process();
        assertThat(process.awaitExit(SOON)).as(process.stderr().text()).isEqualTo(1);
        return process;
    }

    private String addresses() {
        return site().balancer.require("ip", "-br", "-4", "address", "show", "dev", "eth0");
    }

    private Site site() {
        return Objects.requireNonNull(opened);
    }
}
