package io.weir.bench.l4;

import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.KernelBalancer;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that are compared. Weir and the kernel have labs of their own, equal to each other: in one lab, each would see,
 * and pay for, the packets of the other.
 */
final class Carriers implements AutoCloseable {
    static final int HTTP = 8080;
    static final int BULK = 5201;
    /** The discard port (RFC 863); servers drop what comes to it as early as they can. */
    static final int DISCARD = 9;

    private static final String NAT_VIP = L4Lab.vip(Family.IPV4, 101);
    private static final String SNAT_VIP = L4Lab.vip(Family.IPV4, 102);
    private static final String DR_VIP = L4Lab.vip(Family.IPV4, 103);
    private static final Duration START = Duration.ofSeconds(30);
    /** The launcher may have to make its cache first. */
    private static final Duration READY = Duration.ofSeconds(90);

    private final List<L4Lab> labs = new ArrayList<>();
    private final List<Carrier> all = new ArrayList<>();

    private @Nullable Carrier wire;

    private Carriers() {}

    /**
     * Builds every lab and starts everything.
     *
     * @param modes whether Weir's modes, nftables with source NAT and plain forwarding take part
     * @param engines those that carry l4-nat, each in a daemon of its own
     */
    static Carriers start(String launcher, boolean modes, List<Engine> engines) {
        Carriers carriers = new Carriers();
        try {
            carriers.startAll(launcher, modes, engines);
            return carriers;
        } catch (RuntimeException e) {
            carriers.close();
            throw e;
        }
    }

    private void startAll(String launcher, boolean modes, List<Engine> engines) {
        L4Lab kernel = lab(Arm.TWO);
        startKernel(kernel, NAT_VIP, KernelBalancer.Kind.NAT, SNAT_VIP, KernelBalancer.Kind.SNAT);
        add(new Carrier("nftables-nat", kernel, NAT_VIP));
        if (modes) {
            add(new Carrier("nftables-snat", kernel, SNAT_VIP));
            startModes(launcher);
        }
        for (Engine engine : engines) {
            L4Lab lab = lab(Arm.TWO);
            Weir weir = startWeir(lab, launcher, engine.configuration(), services(lab, "nat", NAT_VIP));
            add(weir.carrier("weir-" + engine.key(), lab, NAT_VIP));
        }
        L4Lab alone = lab(Arm.ONE);
        wire = carrying(new Carrier("wire", alone, L4Lab.address(alone.servers().getFirst(), Family.IPV4)));
    }

    private void startModes(String launcher) {
        L4Lab weir = lab(Arm.TWO);
        Weir both = startWeir(weir, launcher, "", services(weir, "nat", NAT_VIP) + services(weir, "snat", SNAT_VIP));
        add(both.carrier("weir-l4-nat", weir, NAT_VIP));
        add(both.carrier("weir-l4-snat", weir, SNAT_VIP));

        L4Lab direct = lab(Arm.ONE);
        direct.acceptDirect(DR_VIP);
        add(startWeir(direct, launcher, "", services(direct, "dr", DR_VIP)).carrier("weir-l4-dr", direct, DR_VIP));

        L4Lab plain = lab(Arm.TWO);
        plain.balancer().require("sysctl", "-qw", "net.ipv4.ip_forward=1");
        add(new Carrier("forwarding", plain, L4Lab.address(plain.servers().getFirst(), Family.IPV4)));
    }

    private L4Lab lab(Arm arm) {
        L4Lab lab = L4Lab.open(arm);
        labs.add(lab);
        for (LabHost host : List.of(lab.near(), lab.balancer())) {
            host.require("sysctl", "-qw", "net.ipv4.ip_local_port_range=32768 65535");
        }
        for (LabHost server : lab.servers()) {
            server.start(
                    "nginx",
                    "-e",
                    lab.directory() + "/error.log",
                    "-c",
                    nginx(lab, server).toString());
            server.start("iperf3", "-s", "-p", Integer.toString(BULK));
            server.require(
                    "nft",
                    "table netdev sink { chain early { type filter hook ingress device eth0 priority 0; udp dport "
                            + DISCARD + " drop; }; }");
        }
        return lab;
    }

    private static Path nginx(L4Lab lab, LabHost server) {
        return write(
                lab, server.name() + ".conf", """
                user root;
                worker_processes 1;
                pid %1$s/%2$s.pid;
                daemon off;
                error_log %1$s/error.log;
                worker_rlimit_nofile 65536;
                events { worker_connections 30000; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                  server { listen %3$d backlog=4096; location / { return 200 "%4$s"; } }
                }
                """.formatted(lab.directory(), server.name(), HTTP, "x".repeat(200)));
    }

    private static void startKernel(
            L4Lab lab, String first, KernelBalancer.Kind firstKind, String second, KernelBalancer.Kind secondKind) {
        String bulk = "tcp dport " + BULK;
        String other = "meta l4proto { tcp, udp }";
        new KernelBalancer(lab)
                .with(first, firstKind, bulk, true)
                .with(first, firstKind, other, false)
                .with(second, secondKind, bulk, true)
                .with(second, secondKind, other, false)
                .start();
    }

    private static String services(L4Lab lab, String mode, String vip) {
        StringBuilder servers = new StringBuilder();
        for (LabHost server : lab.servers()) {
            servers.append("{ name: %s, address: %s }, ".formatted(server.name(), L4Lab.address(server, Family.IPV4)));
        }
        String line = "  - { name: %s-%s, mode: l4-%s, address: %s, ports: %d, %s real-servers: [%s] }\n";
        String list = servers.substring(0, servers.length() - 2);
        return line.formatted("http", mode, mode, vip, HTTP, "", list)
                + line.formatted("bulk", mode, mode, vip, BULK, "persistence: { type: source-ip },", list)
                + line.formatted("discard", mode, mode, vip, DISCARD, "protocol: udp,", list);
    }

    /** A daemon that is ready. */
    private record Weir(long pid, String engine) {
        Carrier carrier(String name, L4Lab lab, String address) {
            return new Carrier(name, lab, address, pid, engine);
        }
    }

    private static Weir startWeir(L4Lab lab, String launcher, String engine, String services) {
        Path file = write(lab, "weir.yaml", """
                %sfallback-page: { enabled: false }
                defaults: { scheduler: rr, fallback: null, health-check: { type: "on" } }
                virtual-services:
                %s""".formatted(engine, services));
        String state = lab.directory().resolve("weir").toString();
        LabProcess daemon = lab.balancer()
                .start(launcher, "run", "-c", file.toString(), "--socket", state + ".sock", "--state-directory", state);
        daemon.stderr().awaitLine("READY", READY);
        String word = "layer 4 engine: ";
        String line = daemon.stderr().awaitLine(word, READY);
        return new Weir(daemon.pid(), line.substring(line.indexOf(word) + word.length()));
    }

    private void add(Carrier carrier) {
        all.add(carrying(carrier));
    }

    private static Carrier carrying(Carrier carrier) {
        String url = "http://" + carrier.address() + ":" + HTTP + "/";
        Await.until(
                carrier.name() + " to carry",
                START,
                () -> carrier.lab()
                        .near()
                        .run(START, "curl", "-sS", "-m", "1", "-o", "/dev/null", url)
                        .succeeded());
        return carrier;
    }

    private static Path write(L4Lab lab, String name, String text) {
        try {
            return Files.writeString(lab.directory().resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every carrier; the first is what others are compared with. */
    List<Carrier> all() {
        return List.copyOf(all);
    }

    /** Client and server on one switch, with no balancer between. */
    Carrier wire() {
        return Objects.requireNonNull(wire);
    }

    /** A line for each daemon: what it says of how it gets its packets. */
    String describe() {
        return daemons().stream()
                .map(carrier -> "- %s: %s%n".formatted(carrier.name(), carrier.engine()))
                .collect(Collectors.joining("", "\n", ""));
    }

    /** Those with a process of their own. */
    List<Carrier> daemons() {
        return all.stream().filter(carrier -> carrier.pid() != 0).toList();
    }

    @Override
    public void close() {
        labs.forEach(L4Lab::close);
    }
}
