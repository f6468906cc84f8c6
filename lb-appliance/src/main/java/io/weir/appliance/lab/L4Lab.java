package io.weir.appliance.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The networks that layer 4 modes are made for, with servers prepared for all modes at once, in IPv4 and IPv6.
 *
 * <pre>
 *  far, narrow ── 30 ── router ── 10 ── balancer ── 20 ── servers      two arms
 *                         near ───┘
 *
 *  far, narrow ── 30 ── router ── 10 ── balancer, near, servers        one arm
 * </pre>
 *
 * <p>A number is a network: 10 is 10.10.0.0/24 and fd00:10::/64. The router lets only packets of up to
 * {@link #NARROW_MTU} bytes through to the narrow client.
 */
public final class L4Lab implements AutoCloseable {
    /** Largest packet that reaches the narrow client: above IPv6's least (RFC 8200, 5), below Ethernet's. */
    public static final int NARROW_MTU = 1300;

    /** The network of clients and VIPs. */
    public static final int FRONT = 10;

    private static final int BACK = 20;
    private static final int BEYOND = 30;
    private static final int ROUTER = 1;
    private static final int BALANCER = 2;
    private static final int FIRST_SERVER = 51;
    private static final int DIRECT_TABLE = 100;
    private static final Duration SETTLE = Duration.ofSeconds(10);

    private final NetworkLab lab;
    private final Arm arm;
    private final LabHost near;
    private final LabHost far;
    private final LabHost narrow;
    private final LabHost router;
    private final LabHost balancer;
    private final List<LabHost> servers;

    private L4Lab(NetworkLab lab, Arm arm, int queues) {
        this.lab = lab;
        this.arm = arm;
        lab.addSwitch("beyond");
        if (arm == Arm.TWO) {
            lab.addSwitch("back");
        }
        near = host("near");
        far = host("far");
        narrow = host("narrow");
        router = host("router");
        balancer = host("lb");
        servers = List.of(host("srv1"), host("srv2"));
        join(router, NetworkLab.LAN, "eth0", FRONT, ROUTER);
        join(router, "beyond", "eth1", BEYOND, ROUTER);
        join(near, NetworkLab.LAN, "eth0", FRONT, 11);
        join(far, "beyond", "eth0", BEYOND, 11);
        join(narrow, "beyond", "eth0", BEYOND, 12);
        join(balancer, NetworkLab.LAN, "eth0", queues, FRONT, BALANCER);
        if (arm == Arm.TWO) {
            join(balancer, "back", "eth1", queues, BACK, BALANCER);
        }
        for (int i = 0; i < servers.size(); i++) {
            join(servers.get(i), serverSwitch(), "eth0", serverNetwork(), FIRST_SERVER + i);
        }
        route();
        settle();
    }

    /** The kernel brings interfaces up in its own time, and gives them their link-local addresses then. */
    private void settle() {
        long interfaces = arm == Arm.ONE ? 1 : 2;
        Await.until(
                "the balancer's interfaces to come up",
                SETTLE,
                () -> balancer.require("ip", "-6", "-oneline", "address", "show", "scope", "link", "-tentative")
                                .lines()
                                .count()
                        == interfaces);
    }

    /** Builds it; servers have their gateway, but no programs and no VIPs. */
    public static L4Lab open(Arm arm) {
        return open(arm, 1);
    }

    /**
     * As above.
     *
     * @param queues of each of the balancer's interfaces, so that as many workers can have one each by XDP
     */
    public static L4Lab open(Arm arm, int queues) {
        NetworkLab lab = NetworkLab.open();
        try {
            return new L4Lab(lab, arm, queues);
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private LabHost host(String name) {
        LabHost host = lab.addUnjoinedHost(name);
        // Duplicate address detection of link-local addresses would delay the first packets by seconds.
        host.require(
                "sysctl",
                "-qw",
                "net.ipv6.conf.all.accept_dad=0",
                "net.ipv6.conf.default.accept_dad=0",
                "net.ipv6.conf.default.router_solicitations=0");
        return host;
    }

    private void join(LabHost host, String switchName, String interfaceName, int network, int number) {
        join(host, switchName, interfaceName, 1, network, number);
    }

    private void join(LabHost host, String switchName, String interfaceName, int queues, int network, int number) {
        lab.join(
                host,
                switchName,
                interfaceName,
                queues,
                Family.IPV4.inSubnet(network, number),
                Family.IPV6.inSubnet(network, number));
    }

    private void route() {
        router.require("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        for (Family family : Family.values()) {
            String routerInFront = family.address(FRONT, ROUTER);
            for (LabHost client : List.of(far, narrow)) {
                replaceRoute(client, family, "default", "via", family.address(BEYOND, ROUTER));
            }
            replaceRoute(near, family, family.network(BEYOND), "via", routerInFront);
            replaceRoute(balancer, family, "default", "via", routerInFront);
            if (arm == Arm.TWO) {
                for (LabHost host : List.of(near, router)) {
                    replaceRoute(host, family, family.network(BACK), "via", family.address(FRONT, BALANCER));
                }
            }
            replaceRoute(
                    router,
                    family,
                    family.alone(family.address(BEYOND, 12)),
                    "dev",
                    "eth1",
                    "mtu",
                    Integer.toString(NARROW_MTU));
            for (LabHost server : servers) {
                gateway(server, family, balancerAddress(family));
            }
        }
    }

    private static void replaceRoute(LabHost host, Family family, String... route) {
        host.require(Stream.concat(Stream.of("ip", family.flag(), "route", "replace"), Stream.of(route))
                .toArray(String[]::new));
    }

    /** Makes this address a server's default gateway. The lab starts with {@link #balancerAddress}, as l4-nat wants. */
    public void gateway(LabHost server, Family family, String gateway) {
        replaceRoute(server, family, "default", "via", gateway);
    }

    /**
     * Prepares the servers for a VIP in l4-dr: the address on {@code lo}, silence about it on the network, and answers
     * from it by way of the router, whatever the gateway of other traffic is.
     */
    public void acceptDirect(String vip) {
        Family family = Family.of(vip);
        String table = Integer.toString(DIRECT_TABLE);
        for (LabHost server : servers) {
            server.require("sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.arp_announce=2");
            server.require("ip", "address", "replace", family.alone(vip), "dev", "lo");
            server.require("ip", family.flag(), "rule", "add", "from", vip, "lookup", table);
            replaceRoute(server, family, family.network(serverNetwork()), "dev", "eth0", "table", table);
            String router = arm == Arm.ONE ? family.address(FRONT, ROUTER) : balancerAddress(family);
            replaceRoute(server, family, "default", "via", router, "table", table);
        }
    }

    /** Switches checksum and segmentation offloads of every host but the balancer: with none, frames are as on a wire. */
    public void offloads(boolean on) {
        String word = on ? "on" : "off";
        for (LabHost host : Stream.concat(Stream.of(near, far, narrow, router), servers.stream())
                .toList()) {
            ethtool(host, "eth0", word);
        }
        ethtool(router, "eth1", word);
    }

    private static void ethtool(LabHost host, String name, String word) {
        // tx first: switching it off takes tso along, and tso cannot be on without it.
        host.require("ethtool", "-K", name, "tx", word, "tso", word, "gso", word, "gro", word);
    }

    private String serverSwitch() {
        return arm == Arm.ONE ? NetworkLab.LAN : "back";
    }

    private int serverNetwork() {
        return arm == Arm.ONE ? FRONT : BACK;
    }

    /** One arm or two. */
    public Arm arm() {
        return arm;
    }

    /** The namespaces under it, to add more hosts. */
    public NetworkLab network() {
        return lab;
    }

    /** A folder of its own for files of its programs; it goes with the lab. */
    public Path directory() {
        return lab.directory();
    }

    /** The client in the VIPs' own network. */
    public LabHost near() {
        return near;
    }

    /** The client behind the router. */
    public LabHost far() {
        return far;
    }

    /** The client behind the router that only small packets reach. */
    public LabHost narrow() {
        return narrow;
    }

    /** The router between the clients' networks. */
    public LabHost router() {
        return router;
    }

    /** The host of the balancer. */
    public LabHost balancer() {
        return balancer;
    }

    /** The servers, {@code srv1} and {@code srv2}. */
    public List<LabHost> servers() {
        return servers;
    }

    /**
     * A VIP: the address in the front network with this number.
     *
     * @param number 100 to 199 are free
     */
    public static String vip(Family family, int number) {
        return family.address(FRONT, number);
    }

    /** The balancer's own address in the servers' network. */
    public String balancerAddress(Family family) {
        return family.address(serverNetwork(), BALANCER);
    }

    /** The router's address in the front network. */
    public static String routerAddress(Family family) {
        return family.address(FRONT, ROUTER);
    }

    /** A host's first address of the family. */
    public static String address(LabHost host, Family family) {
        return host.addresses().stream()
                .filter(address -> Family.of(address) == family)
                .findFirst()
                .orElseThrow(() -> new LabException(host + " has no address of " + family));
    }

    @Override
    public void close() {
        lab.close();
    }
}
