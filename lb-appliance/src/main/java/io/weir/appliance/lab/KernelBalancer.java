package io.weir.appliance.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's own load balancing by nftables, to prove a lab with and to compare with: destination NAT, with
 * masquerading for SNAT, and for DR the destination's Ethernet address changed before routing.
 */
public final class KernelBalancer implements AutoCloseable {
    /** What becomes of packets to a VIP. */
    public enum Kind {
        /** As l4-dr. */
        DIRECT,
        /** As l4-nat. */
        NAT,
        /** As l4-snat. */
        SNAT
    }

    private record Rule(String vip, Kind kind, boolean bySource, String match) {}

    private final L4Lab lab;
    private final List<Rule> rules = new ArrayList<>();

    /** Without any rule yet. */
    public KernelBalancer(L4Lab lab) {
        this.lab = lab;
    }

    /**
     * Adds a rule; an earlier one wins. DR knows no rules: it sends all of a client's port, and all of its UDP, to one server.
     *
     * @param match what else must hold, in the words of nft, as {@code tcp dport 80}; empty for every packet
     * @param bySource whether all of a client goes to one server; else servers take connections in turn
     */
    public KernelBalancer with(String vip, Kind kind, String match, boolean bySource) {
        rules.add(new Rule(vip, kind, bySource, match));
        return this;
    }

    /** Puts the rules into force and the VIPs on the balancer's {@code eth0}. */
    public void start() {
        LabHost balancer = lab.balancer();
        balancer.require("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        // In one arm the servers' answers come and go by the same interface, which is no mistake here.
        balancer.require("sysctl", "-qw", "net.ipv4.conf.all.send_redirects=0", "net.ipv4.conf.eth0.send_redirects=0");
        rules.stream().map(Rule::vip).distinct().forEach(vip -> {
            Family family = Family.of(vip);
            List<String> command =
                    new ArrayList<>(List.of("ip", "address", "replace", family.alone(vip), "dev", "eth0"));
            if (family == Family.IPV6) {
                // Deprecated, or masquerading would take it for the balancer's own address.
                command.addAll(List.of("nodad", "preferred_lft", "0"));
            }
            balancer.require(command.toArray(new String[0]));
        });
        balancer.require("nft", "-f", write().toString());
    }

    private Path write() {
        StringBuilder text = new StringBuilder();
        for (Family family : Family.values()) {
            text.append(nat(family));
        }
        text.append(direct());
        try {
            return Files.writeString(lab.directory().resolve("kernel-balancer.nft"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String nat(Family family) {
        String word = word(family);
        StringBuilder chain = new StringBuilder();
        for (Rule rule : rules) {
            if (rule.kind != Kind.DIRECT && Family.of(rule.vip) == family) {
                String choice = rule.bySource ? "jhash " + word + " saddr mod 2" : "numgen inc mod 2";
                chain.append("    %1$s daddr %2$s %3$s ct mark set %4$d dnat to %5$s map { 0 : %6$s, 1 : %7$s }\n"
                        .formatted(
                                word,
                                rule.vip,
                                rule.match,
                                rule.kind == Kind.SNAT ? 1 : 2,
                                choice,
                                L4Lab.address(lab.servers().get(0), family),
                                L4Lab.address(lab.servers().get(1), family)));
            }
        }
        return """
                table %s lab {
                  chain before {
                    type nat hook prerouting priority dstnat;
                %s  }
                  chain after {
                    type nat hook postrouting priority srcnat;
                    ct mark 1 masquerade
                  }
                }
                """.formatted(word, chain);
    }

    private String direct() {
        StringBuilder chain = new StringBuilder();
        String own = mac(lab.balancer());
        String servers = "{ 0 : %s, 1 : %s }"
                .formatted(mac(lab.servers().get(0)), mac(lab.servers().get(1)));
        rules.stream()
                .filter(rule -> rule.kind == Kind.DIRECT)
                .map(Rule::vip)
                .distinct()
                .forEach(vip -> {
                    String word = word(Family.of(vip));
                    String rewrite = "ether saddr set %s ether daddr set %s mod 2 map %s fwd to eth0\n";
                    chain.append("    %s daddr %s meta l4proto tcp ".formatted(word, vip))
                            .append(rewrite.formatted(own, "jhash " + word + " saddr . tcp sport", servers));
                    chain.append("    %s daddr %s meta l4proto udp ".formatted(word, vip))
                            .append(rewrite.formatted(own, "jhash " + word + " saddr", servers));
                });
        return """
                table netdev lab {
                  chain early {
                    type filter hook ingress device eth0 priority 0;
                %s  }
                }
                """.formatted(chain);
    }

    private static String word(Family family) {
        return family == Family.IPV4 ? "ip" : "ip6";
    }

    private static String mac(LabHost host) {
        return host.require("cat", "/sys/class/net/eth0/address").strip();
    }

    /** Takes rules and VIPs away. */
    @Override
    public void close() {
        lab.balancer().require("nft", "flush", "ruleset");
        rules.stream()
                .map(Rule::vip)
                .distinct()
                .forEach(vip -> lab.balancer()
                        .require("ip", "address", "delete", Family.of(vip).alone(vip), "dev", "eth0"));
    }
}
