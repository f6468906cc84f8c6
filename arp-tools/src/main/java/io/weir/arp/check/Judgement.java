package io.weir.arp.check;

import io.weir.arp.check.AcceptProbes.Outcome;
import io.weir.arp.check.AcceptProbes.Seen;
import io.weir.arp.check.CheckReport.OfServer;
import io.weir.arp.guide.GuideRequest;
import io.weir.arp.guide.ServerSystem;
import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What follows from what was seen of a server. */
final class Judgement {
    private final IpAddress vip;
    private final CheckPlan.Server server;
    private final @Nullable MacAddress mac;

    Judgement(IpAddress vip, CheckPlan.Server server, @Nullable MacAddress mac) {
        this.vip = vip;
        this.server = server;
        this.mac = mac;
    }

    /**
     * The verdict; the first of these that is true.
     *
     * @param answers whether it answers for the VIP
     * @param asked whether it could be asked to accept
     */
    OfServer of(boolean answers, boolean asked, Seen seen) {
        if (mac == null) {
            CheckPlan.From from = server.from();
            return bad(
                    Verdict.NO_LAYER_2_PATH,
                    from == null
                            ? server.address() + " is on no link of this host that is up"
                            : "it does not answer " + protocol() + " for its own address " + server.address() + " on "
                                    + from.interfaceName(),
                    "is it up, in this subnet, in the same VLAN? Here: ip neigh show " + server.address(),
                    null);
        }
        if (answers) {
            return bad(
                    Verdict.ANSWERS_ARP,
                    "it answers " + protocol() + " for " + vip + " and attracts traffic past the balancer",
                    vip.v6()
                            ? "Linux: have " + vip + " on lo, not on an Ethernet interface"
                            : "Linux: sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2",
                    command());
        }
        if (!asked) {
            return bad(
                    Verdict.NO_LAYER_2_PATH,
                    "this host has no " + (vip.v6() ? "IPv6" : "IPv4") + " address on that link to ask from",
                    "give the interface an address in the server's subnet",
                    null);
        }
        if (!hasVip(seen)) {
            return bad(
                    Verdict.VIP_NOT_CONFIGURED,
                    // The same words for both: which server a passed one comes to changes, and each change would be
                    // news.
                    "it drops packets for " + vip + " or passes them on, and answers neither a connection nor an echo",
                    "Linux: " + (vip.v6() ? "ip -6 address replace " : "ip address replace ") + vip + "/" + vip.bits()
                            + " dev lo" + (vip.v6() ? " nodad preferred_lft 0" : "; be silent first, by the recipe"),
                    command());
        }
        return accepting(seen);
    }

    private OfServer accepting(Seen seen) {
        Map<Integer, Outcome> failed = seen.ports().entrySet().stream()
                // The VIP is there, so it has passed nothing on: it has several Ethernet addresses.
                .filter(one -> one.getValue() != Outcome.ACCEPTED && one.getValue() != Outcome.PASSED_ON)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, java.util.TreeMap::new));
        if (!failed.isEmpty()) {
            int port = failed.keySet().iterator().next();
            return bad(
                    Verdict.SERVICE_REFUSES,
                    failed.entrySet().stream()
                            .map(one -> "port " + one.getKey() + " " + words(one.getValue()))
                            .collect(Collectors.joining(", ")),
                    "let the service listen on " + vip.withPort(port) + " or on all addresses, and the firewall let it"
                            + " in (Linux: ss -ltn sport = :" + port + ")",
                    null);
        }
        String ports = seen.ports().keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return new OfServer(
                server.service(),
                server.name(),
                server.address(),
                mac,
                Verdict.OK,
                ports.isEmpty()
                        ? "the VIP is there; no TCP port to ask"
                        : (seen.ports().size() == 1 ? "port " : "ports ") + ports + " of the VIP accepts",
                null,
                null);
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case REFUSED -> "refuses (nothing listens there)";
            case REJECTED -> "is rejected (firewall)";
            case SILENT -> "does not answer (firewall?)";
            case UNREACHABLE -> "is unreachable";
            case ACCEPTED, PASSED_ON -> "accepts";
        };
    }

    private static boolean hasVip(Seen seen) {
        return seen.echo()
                || seen.ports().values().stream()
                        .anyMatch(List.of(Outcome.ACCEPTED, Outcome.REFUSED, Outcome.REJECTED)::contains);
    }

    private String protocol() {
        return server.address().v6() ? "neighbour solicitations" : "ARP";
    }

    private String command() {
        return new GuideRequest(
                        ServerSystem.LINUX,
                        GuideRequest.ServingMode.DR,
                        vip,
                        server.address().v6() == vip.v6()
                                ? new Cidr(server.address(), server.address().bits())
                                : null,
                        null,
                        null)
                .command();
    }

    private OfServer bad(Verdict verdict, String detail, String fix, @Nullable String command) {
        return new OfServer(server.service(), server.name(), server.address(), mac, verdict, detail, fix, command);
    }
}
