package io.weir.appliance.acceptance;

import static io.weir.appliance.acceptance.Site.ARCHIVE;
import static io.weir.appliance.acceptance.Site.ARCHIVE_VIP;
import static io.weir.appliance.acceptance.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import io.weir.appliance.lab.RootTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Many connections at once, and many one after another, leave the daemon as it was. */
@Tag("root")
@Isolated
class ManyConnectionsTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    /** What this machine allows at most: raising its hard limit takes a capability that even root may lack. */
    private static final int DESCRIPTORS = Math.min(65_536, hardLimit());

    private static final List<String> MORE_DESCRIPTORS =
            List.of("prlimit", "--nofile=%1$d:%1$d".formatted(DESCRIPTORS));

    /** Two descriptors of the daemon each. */
    private static final int MANY = Math.min(10_000, (DESCRIPTORS - 500) / 2);

    private static final Pattern LIVE_BYTES = Pattern.compile("Total +\\d+ +(\\d+)");

    private final List<Site> opened = new ArrayList<>();

    @BeforeEach
    void needsNamespaces() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms("prlimit", "sysctl");
    }

    @AfterEach
    void close() {
        opened.forEach(Site::close);
    }

    @Test
    void tenThousandConnectionsAreServedAtOnce() {
        Site site = open();
        LabDaemon daemon = start(site, List.of());
        LabProcess load = load(site.client1, "hold", Integer.toString(MANY));

        assertThat(load.stdout().awaitLine("HELD", LONG)).isEqualTo("HELD " + MANY + " 0");
        assertThat(daemon.status().service(ARCHIVE).connections()).isEqualTo(MANY);
        assertThat(daemon.status().server(ARCHIVE, "DA1").connections()).isBetween(MANY / 2 - 100, MANY / 2 + 100);
        load.send("go");
        assertThat(load.stdout().awaitLine("DONE", LONG)).isEqualTo("DONE " + MANY + " 0");
        daemon.awaitStatus(
                "no connection left", LONG, status -> status.service(ARCHIVE).connections() == 0);
    }

    @Test
    void aHundredThousandShortConnectionsLeaveNeitherDescriptorsNorHeap() {
        Site site = open();
        LabDaemon daemon = start(site, List.of());
        // What grows once, as buffers and compiled code, has grown after these.
        shortConnections(site, 5_000);
        settle(daemon);
        long heapBefore = liveHeap(daemon);
        int descriptorsBefore = descriptors(daemon);

        shortConnections(site, 100_000);

        settle(daemon);
        assertThat(descriptors(daemon)).isLessThanOrEqualTo(descriptorsBefore + 5);
        // 100,000 connections that leave 64 bytes each would leave 6.4 MB.
        assertThat(liveHeap(daemon)).isLessThan(heapBefore + 4_000_000);
    }

    @Test
    void noBufferLeaks() {
        Site site = open();
        LabDaemon daemon = start(site, List.of("-Dio.netty.leakDetection.level=paranoid"));
        shortConnections(site, 10_000);
        ArchiveClient client = site.archiveClient(site.client2);
        client.startFetch(50_000_000, 0);
        assertThat(client.end()).contains("complete");
        settle(daemon);
        // Collected buffers are reported when later ones are made.
        liveHeap(daemon);
        shortConnections(site, 1_000);

        assertThat(daemon.process().stderr().lines()).noneMatch(line -> line.contains("LEAK"));
        assertThat(daemon.terminate()).isZero();
        assertThat(daemon.process().stderr().lines()).noneMatch(line -> line.contains("LEAK"));
    }

    private Site open() {
        Site site = new Site();
        opened.add(site);
        site.startArchives();
        for (LabHost host : List.of(site.client1, site.balancer)) {
            // More ports than connections in TIME_WAIT, and larger queues than the kernel's defaults.
            host.require("sysctl", "-qw", "net.ipv4.ip_local_port_range=1024 65535", "net.ipv4.tcp_tw_reuse=1");
        }
        for (LabHost host : List.of(site.balancer, site.server1, site.server2)) {
            host.require("sysctl", "-qw", "net.core.somaxconn=4096");
        }
        return site;
    }

    private static LabDaemon start(Site site, List<String> flags) {
        // The web nodes do not run here, so the archive service is all there is to be green.
        String archiveOnly = Site.scenario().replaceAll("(?s)  - name: IIS_VIP.*?(?=  - name: DA_VIP)", "");
        LabDaemon daemon = LabDaemon.start(
                site.balancer, site.write("weir.yaml", archiveOnly), site.lab.directory(), MORE_DESCRIPTORS, flags);
        daemon.awaitReady(SOON);
        daemon.awaitStatus("all green", SOON, status -> status.every("up"));
        return daemon;
    }

    private static int hardLimit() {
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
            String line = limits.filter(limit -> limit.startsWith("Max open files"))
                    .findFirst()
                    .orElseThrow();
            String hard = line.split(" {2,}", -1)[2];
            return hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void shortConnections(Site site, int count) {
        LabProcess load = load(site.client1, "short", Integer.toString(count), "100");
        assertThat(load.stdout().awaitLine("DONE", LONG)).startsWith("DONE " + count + " 0 ");
    }

    private static LabProcess load(LabHost client, String kind, String... counts) {
        List<String> command = new ArrayList<>(MORE_DESCRIPTORS);
        List<String> arguments = new ArrayList<>(List.of(kind, ARCHIVE_VIP, "9001"));
        arguments.addAll(List.of(counts));
        command.addAll(JavaProgram.longLived(List.of("-XX:+UseSerialGC"), ConnectionLoad.class.getName(), arguments));
        return client.start(command);
    }

    private static void settle(LabDaemon daemon) {
        daemon.awaitStatus(
                "no connection left", SOON, status -> status.service(ARCHIVE).connections() == 0);
    }

    /** Bytes of live objects after a full collection. */
    private static long liveHeap(LabDaemon daemon) {
        String histogram = JavaProgram.diagnose(daemon.process().pid(), "GC.class_histogram");
        Matcher total = LIVE_BYTES.matcher(histogram);
        assertThat(total.find()).as("total of %s", histogram).isTrue();
        return Long.parseLong(total.group(1));
    }

    private static int descriptors(LabDaemon daemon) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + daemon.process().pid() + "/fd"))) {
            return (int) open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
