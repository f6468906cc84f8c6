package io.weir.appliance.acceptance.l7;

import io.weir.appliance.acceptance.Certificate;
import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import io.weir.appliance.lab.NetworkLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client, the balancer and two web applications on one switch; a certificate that the balancer shows. */
final class HttpSite implements AutoCloseable {
    static final String VIP = "192.168.86.100";
    static final Duration SOON = Duration.ofSeconds(60);

    final NetworkLab lab = NetworkLab.open();
    final LabHost client = lab.addHost("cl1", "192.168.86.10/24");
    final LabHost balancer = lab.addHost("lb", "192.168.86.11/24");
    final LabHost app1 = lab.addHost("app1", "192.168.86.41/24");
    final LabHost app2 = lab.addHost("app2", "192.168.86.42/24");

    private final Map<String, LabProcess> peers = new HashMap<>();

    HttpSite() {
        Certificate.make(balancer, lab.directory());
        try {
            Files.writeString(
                    lab.directory().resolve("portal.pem"),
                    Files.readString(lab.directory().resolve("certificate.pem"))
                            + Files.readString(lab.directory().resolve("key.pem")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startPeer(app1);
        startPeer(app2);
    }

    void startPeer(LabHost host) {
        LabProcess peer = host.start(JavaProgram.longLived(
                List.of("-XX:+UseSerialGC", "-Xmx256m"),
                WebPeer.class.getName(),
                List.of(host.name(), host.address(), "8080")));
        peer.stdout().awaitLine("READY", SOON);
        peers.put(host.name(), peer);
    }

    void stopPeer(LabHost host) {
        LabProcess peer = peers.remove(host.name());
        if (peer != null) {
            peer.kill();
        }
    }

    LabHost host(String name) {
        return name.equals(app1.name()) ? app1 : app2;
    }

    Path write(String configuration) {
        try {
            return Files.writeString(lab.directory().resolve("weir.yaml"), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LabDaemon start(String configuration) {
        LabDaemon daemon = LabDaemon.start(balancer, write(configuration), lab.directory());
        daemon.awaitReady(SOON);
        daemon.awaitStatus("all green", SOON, status -> status.every("up"));
        return daemon;
    }

    /** Runs a command of the shell on the client. */
    String shell(String command) {
        return client.run(Duration.ofMinutes(2), "bash", "-c", command)
                .orThrow()
                .stdout();
    }

    @Override
    public void close() {
        lab.close();
    }
}
