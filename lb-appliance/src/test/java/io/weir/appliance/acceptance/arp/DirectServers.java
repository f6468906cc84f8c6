package io.weir.appliance.acceptance.arp;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.NetworkLab;
import io.weir.arp.guide.GuideFormat;
import io.weir.arp.guide.GuideRequest;
import io.weir.arp.guide.GuideText;
import io.weir.arp.guide.Recipes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A balancer, and servers of direct return on the same link that are as wrong as a test wants. */
final class DirectServers implements AutoCloseable {
    static final String VIP = "10.30.0.100";
    static final String VIP6 = "fd00:30::100";
    static final Duration SOON = Duration.ofSeconds(60);

    private final NetworkLab lab = NetworkLab.open();
    private final LabHost balancer = host("lb", 2);
    private final List<LabHost> servers = new ArrayList<>();

    LabHost host(String name, int number) {
        LabHost host = lab.addUnjoinedHost(name);
        // Duplicate address detection would delay the first packets by seconds.
        host.require("sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0", "net.ipv6.conf.default.accept_dad=0");
        lab.join(host, NetworkLab.LAN, "eth0", "10.30.0." + number + "/24", "fd00:30::" + number + "/64");
        return host;
    }

    /** Adds one whose service listens on these addresses; on all of both families when there are none. */
    LabHost add(String name, int number, String... listening) {
        LabHost server = host(name, number);
        servers.add(server);
        if (listening.length == 0) {
            server.start("socat", "TCP6-LISTEN:80,ipv6only=0,reuseaddr,fork", "PIPE");
        }
        for (String address : listening) {
            String family =
                    address.contains(":") ? "TCP6-LISTEN:80,bind=[" + address + "]" : "TCP4-LISTEN:80,bind=" + address;
            server.start("socat", family + ",reuseaddr,fork", "PIPE");
        }
        Await.until(
                "a listener of " + name,
                SOON,
                () -> server.require("ss", "-Hltn", "sport = :80").lines().count() >= Math.max(1, listening.length));
        return server;
    }

    /** Starts Weir with a service for each family over all servers, in this mode. */
    LabDaemon start(String mode) {
        StringBuilder text = new StringBuilder("""
                fallback-page: { enabled: false }
                defaults:
                  fallback: null
                  health-check: { interval: 1s, timeout: 1s, fall: 2, rise: 1 }
                virtual-services:
                """);
        text.append(service("web", mode, VIP, 0)).append(service("web6", mode, VIP6, 1));
        try {
            Path file = Files.writeString(lab.directory().resolve("weir.yaml"), text);
            LabDaemon daemon = LabDaemon.start(balancer, file, lab.directory());
            daemon.awaitReady(SOON);
            return daemon;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String service(String name, String mode, String vip, int family) {
        StringBuilder text =
                new StringBuilder("  - name: %s\n    mode: %s\n    address: \"%s\"\n    ports: 80\n    real-servers:\n"
                        .formatted(name, mode, vip));
        servers.forEach(server -> text.append("      - { name: %s, address: \"%s\" }\n"
                .formatted(server.name(), server.addresses().get(family))));
        return text.toString();
    }

    LabHost balancer() {
        return balancer;
    }

    /** What the daemon answers to {@code weir arp check --json}, asked at its socket. */
    static JsonNode check(LabDaemon daemon) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(daemon.socket()))) {
            channel.write(ByteBuffer.wrap("json arp-check\n".getBytes(StandardCharsets.UTF_8)));
            byte[] answer = Channels.newInputStream(channel).readAllBytes();
            return JsonMapper.shared()
                    .readTree(new String(answer, StandardCharsets.UTF_8))
                    .get("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code web/srv1: answers ARP}, in the order of the file. */
    static List<String> verdicts(JsonNode report) {
        List<String> verdicts = new ArrayList<>();
        for (JsonNode vip : report.get("vips")) {
            for (JsonNode server : vip.get("realServers")) {
                verdicts.add(server.get("service").asString() + "/"
                        + server.get("name").asString() + ": "
                        + server.get("verdict").asString());
            }
        }
        return verdicts;
    }

    /** The script that {@code weir arp guide} prints for eth0. */
    Path script(String os, String vip, String rip) {
        return script(GuideRequest.parse(os, vip, rip, "eth0", null, null));
    }

    /** The same for mode nat. */
    Path natScript(String vip, String rip, String gateway) {
        return script(GuideRequest.parse("linux", vip, rip, "eth0", "nat", gateway));
    }

    private Path script(GuideRequest request) {
        String name = "recipe-" + request.system().key() + "-"
                + request.vip().toString().replace(':', '-') + ".sh";
        try {
            return Files.write(lab.directory().resolve(name), GuideText.lines(Recipes.of(request), GuideFormat.SH));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs the script on a server. Namespaces share files: it sees a folder of the server's own as /etc, and no systemd.
     * Both are mounted in the namespace of this one command.
     */
    Finished run(LabHost server, Path script, String action) {
        Path etc = lab.directory().resolve("etc-" + server.name());
        try {
            Files.createDirectories(etc.resolve("systemd/system"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String mounts = "mount --bind '" + etc
                + "' /etc && mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /usr/local/sbin && exec sh '" + script
                + "' " + action;
        return server.run(SOON, "unshare", "--mount", "--propagation", "private", "sh", "-c", mounts);
    }

    /** The files that are there for the server's next start. */
    List<String> files(LabHost server) {
        Path etc = lab.directory().resolve("etc-" + server.name());
        try (var files = Files.walk(etc)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> etc.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}
