package io.weir.appliance.demo;

import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.LabProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The web nodes and archives of both server hosts, each a process of its own. */
final class DemoServers {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final DemoSite site;
    private final Map<String, LabProcess> archives = new HashMap<>();

    DemoServers(DemoSite site) {
        this.site = site;
    }

    /** Starts all four at once and waits until they listen. */
    void start() {
        Map<String, LabProcess> certificates = new HashMap<>();
        for (String server : DemoSite.SERVERS) {
            certificates.put(server, site.host(server).start(WebNode.keytool(server, keyStore(server))));
            archives.put(server, launchArchive(server));
        }
        List<LabProcess> started = new ArrayList<>(archives.values());
        certificates.forEach((server, keytool) -> {
            if (keytool.awaitExit(START) != 0) {
                throw new UnexpectedObservation("keytool made no certificate for " + server + ": "
                        + keytool.stdout().text() + keytool.stderr().text());
            }
            started.add(site.host(server)
                    .start(JavaProgram.shortLived(
                            DemoPeer.class.getName(),
                            "web",
                            server,
                            site.host(server).address(),
                            Integer.toString(site.webPort()),
                            keyStore(server).toString())));
        });
        started.forEach(DemoServers::awaitReady);
    }

    /** Starts one archive and waits until it listens. */
    void startArchive(String server) {
        LabProcess archive = launchArchive(server);
        archives.put(server, archive);
        awaitReady(archive);
    }

    /** Ends one archive as its operator would, with a TERM signal. */
    void stopArchive(String server) {
        LabProcess archive = archives.remove(server);
        if (archive != null) {
            archive.stop(STOP);
        }
    }

    private LabProcess launchArchive(String server) {
        return site.host(server)
                .start(JavaProgram.shortLived(
                        DemoPeer.class.getName(),
                        "archive",
                        server,
                        site.host(server).address(),
                        Integer.toString(DemoSite.ARCHIVE_PORT)));
    }

    private static void awaitReady(LabProcess process) {
        process.stdout().awaitLine(DemoPeer.READY, START);
    }

    private Path keyStore(String server) {
        return site.lab().directory().resolve(server + ".p12");
    }
}
