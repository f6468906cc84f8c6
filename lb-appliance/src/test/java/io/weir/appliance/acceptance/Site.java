package io.weir.appliance.acceptance;

import io.weir.appliance.demo.DemoPeer;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import io.weir.appliance.lab.NetworkLab;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The hosts of the requirement document's diagrams: two clients, the balancer and two servers on one switch. */
final class Site implements AutoCloseable {
    static final String WEB_VIP = "192.168.86.177";
    static final String ARCHIVE_VIP = "192.168.86.166";
    static final String BALANCER = "192.168.86.11";
    static final String WEB = "IIS_VIP";
    static final String ARCHIVE = "DA_VIP";
    static final Duration SOON = Duration.ofSeconds(60);

    final NetworkLab lab = NetworkLab.open();
    final LabHost client1 = lab.addHost("cl1", "192.168.86.10/24");
    final LabHost client2 = lab.addHost("cl2", "192.168.86.14/24");
    final LabHost balancer = lab.addHost("lb", BALANCER + "/24");
    final LabHost server1 = lab.addHost("srv1", "192.168.86.50/24");
    final LabHost server2 = lab.addHost("srv2", "192.168.86.51/24");

    private final Map<String, LabProcess> archives = new HashMap<>();
    private final Map<String, Nginx> webNodes = new HashMap<>();

    /** The scenario as the requirement document has it. */
    static String scenario() {
        try (InputStream in = DemoPeer.class.getResourceAsStream("requirement-scenario.yaml")) {
            if (in == null) {
                throw new AssertionError("the scenario is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same services with checks every 500 ms and idle timeouts of 2 s. */
    static String scaledScenario() {
        return scenario()
                .replace("{ type: connect }", "{ type: connect, interval: 500ms, timeout: 500ms }")
                .replace("timeouts: { client: 5m, server: 5m }", "timeouts: { client: 2s, server: 2s }");
    }

    Path write(String name, String configuration) {
        try {
            return Files.writeString(lab.directory().resolve(name), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the daemon on the balancer, waits until it serves and every server is up. */
    LabDaemon startDaemon(String configuration) {
        LabDaemon daemon = LabDaemon.start(balancer, write("weir.yaml", configuration), lab.directory());
        daemon.awaitReady(SOON);
        daemon.awaitStatus("all green", SOON, status -> status.every("up"));
        return daemon;
    }

    void startWebNodes() {
        for (LabHost host : List.of(server1, server2)) {
            webNodes.put(host.name(), Nginx.start(host, lab.directory()));
        }
    }

    Nginx webNode(LabHost host) {
        Nginx node = webNodes.get(host.name());
        if (node == null) {
            throw new AssertionError("no web node on " + host);
        }
        return node;
    }

    void startArchives() {
        startArchive(server1);
        startArchive(server2);
    }

    void startArchive(LabHost host) {
        LabProcess archive = host.start(JavaProgram.longLived(
                List.of("-XX:+UseSerialGC", "-Xmx1g"),
                DemoPeer.class.getName(),
                List.of("archive", host.name(), host.address(), "9001")));
        archive.stdout().awaitLine("READY", SOON);
        archives.put(host.name(), archive);
    }

    void stopArchive(LabHost host) {
        LabProcess archive = archives.remove(host.name());
        if (archive != null) {
            archive.stop(Duration.ofSeconds(5));
        }
    }

    /** Starts a client that takes commands; see {@link ArchiveClient}. */
    ArchiveClient archiveClient(LabHost host) {
        return new ArchiveClient(host.start(JavaProgram.longLived(
                List.of("-XX:+UseSerialGC", "-Xmx1g"), DemoPeer.class.getName(), List.of("client", host.address()))));
    }

    /** What the web service's page says: the name of the server that answered. */
    static String requestWeb(LabHost client) {
        return client.run(SOON, "curl", "-sSk", "--max-time", "10", "https://" + WEB_VIP + "/")
                .orThrow()
                .stdout();
    }

    /** Makes so many web requests, each on a connection of its own, and gives each answer. */
    static List<String> requestWeb(LabHost client, int count) {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "for i in $(seq " + count + "); do curl -sSk --max-time 10 https://" + WEB_VIP
                        + "/ || echo failed; done"));
        return client.run(Duration.ofMinutes(1), command).stdout().lines().toList();
    }

    /** Makes so many connections to the archive service and gives the name of each server that greeted. */
    static List<String> requestArchive(LabHost client, int count) {
        String once = "exec 3<>/dev/tcp/" + ARCHIVE_VIP + "/9001 && read -r -t 5 line <&3 && echo $line; exec 3>&-";
        return client.run(Duration.ofMinutes(1), "bash", "-c", "for i in $(seq " + count + "); do " + once + "; done")
                .stdout()
                .lines()
                .map(line -> line.startsWith("ARCHIVE ") ? line.split(" ", -1)[1] : line)
                .toList();
    }

    /** Waits until someone listens on this TCP port of the host. */
    static void awaitListening(LabHost host, int port) {
        Await.until(
                "a listener on port " + port + " of " + host,
                SOON,
                () -> !host.require("ss", "-Hltn", "sport = :" + port).isEmpty());
    }

    @Override
    public void close() {
        lab.close();
    }
}
