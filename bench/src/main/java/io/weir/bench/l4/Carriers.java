package io.weir.bench.l4;

import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.KernelBalancer;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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

    private final List<L4Lab> labs = new ArrayList<>();
    private final List<Carrier> all = new ArrayList<>();

    private Carriers() {}

    /** Builds every lab and starts everything. */
    static Carriers start(String launcher) {
        Carriers carriers = new Carriers();
        try {
            carriers.startAll(launcher);
            return carriers;
        } catch (RuntimeException e) {
            carriers.close();
            throw e;
        }
    }

    private void startAll(String launcher) {
        L4Lab kernel = lab(Arm.TWO);
        startKernel(kernel, NAT_VIP, KernelBalancer.Kind.NAT, SNAT_VIP, KernelBalancer.Kind.SNAT);
        add("nftables-nat", kernel, NAT_VIP, 0);
        add("nftables-snat", kernel, SNAT_VIP, 0);

        L4Lab weir = lab(Arm.TWO);
        long pid = startWeir(weir, launcher, services(weir, "nat", NAT_VIP) + services(weir, "snat", SNAT_VIP));
        add("weir-l4-nat", weir, NAT_VIP, pid);
        add("weir-l4-snat", weir, SNAT_VIP, pid);

        L4Lab direct = lab(Arm.ONE);
        direct.acceptDirect(DR_VIP);
        add("weir-l4-dr", direct, DR_VIP, startWeir(direct, launcher, services(direct, "dr", DR_VIP)));

        L4Lab plain = lab(Arm.TWO);
        plain.balancer().require("sysctl", "-qw", "net.ipv4.ip_forward=1");
        add("forwarding", plain, L4Lab.address(plain.servers().getFirst(), Family.IPV4), 0);
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

    private static long startWeir(L4Lab lab, String launcher, String services) {
        Path file = write(lab, "weir.yaml", """
                fallback-page: { enabled: false }
                defaults: { scheduler: rr, fallback: null, health-check: { type: "on" } }
                virtual-services:
                %s""".formatted(services));
        String state = lab.directory().resolve("weir").toString();
        return lab.balancer()
                .start(launcher, "run", "-c", file.toString(), "--socket", state + ".sock", "--state-directory", state)
                .pid();
    }

    private void add(String name, L4Lab lab, String address, long pid) {
        Await.until(
                name + " to carry",
                START,
                () -> lab.near()
                        .run(START, "curl", "-sS", "-m", "1", "-o", "/dev/null", "http://" + address + ":" + HTTP + "/")
                        .succeeded());
        all.add(new Carrier(name, lab, address, pid));
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

    /** Those with a process of their own. */
    List<Carrier> daemons() {
        return all.stream().filter(carrier -> carrier.pid() != 0).toList();
    }

    @Override
    public void close() {
        labs.forEach(L4Lab::close);
    }
}
