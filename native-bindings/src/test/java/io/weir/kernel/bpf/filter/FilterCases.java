package io.weir.kernel.bpf.filter;

import static io.weir.kernel.bpf.filter.Frames.*;

import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.filter.FilterRules.Replies;
import io.weir.kernel.filter.FilterRules.Translated;
import io.weir.kernel.filter.TransportProtocol;
import io.weir.kernel.sys.PortRange;
import io.weir.kernel.sys.PortSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Frames for every branch of the filter, and rules that make them what they are. */
final class FilterCases {
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    static final int VLAN = 0x8100;
    private static final int PROVIDER_VLAN = 0x88a8;
    private static final int MORE = 0x2000;
    private static final int SERVICE = 8000;
    private static final int OUR_PORT = 10_240;

    private FilterCases() {}

    static FilterRules rules(String net) throws Exception {
        PortSet services = PortSet.of(new PortRange(53, 53), new PortRange(SERVICE, 8099));
        return new FilterRules(
                Set.of(inet(net + "77")),
                Set.of(
                        new Replies(inet(net + "20"), TransportProtocol.TCP, services),
                        new Replies(inet(net + "21"), TransportProtocol.UDP, services)),
                Set.of(inet(net + "10"), inet(net + "11")),
                Set.of(new Translated(inet(net + "10"), PortSet.of(OUR_PORT, 32_767))));
    }

    static FilterRules rules() throws Exception {
        FilterRules four = rules("192.0.2.");
        FilterRules six = rules("2001:db8::");
        return new FilterRules(
                union(four.hidden(), six.hidden()),
                union(four.replies(), six.replies()),
                union(four.local(), six.local()),
                union(four.translated(), six.translated()));
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        List<T> all = new ArrayList<>(one);
        all.addAll(other);
        return Set.copyOf(all);
    }

    private static InetAddress inet(String text) throws Exception {
        return InetAddress.getByName(text);
    }

    private static FilterCase same(String name, byte[] frame, Outcome outcome) {
        return new FilterCase(name, frame, outcome, outcome);
    }

    private static FilterCase pass(String name, byte[] frame) {
        return same(name, frame, Outcome.PASSED);
    }

    private static FilterCase atXdp(String name, byte[] frame, Outcome outcome) {
        return new FilterCase(name, frame, Outcome.PASSED, outcome);
    }

    /** What is alike in both families. */
    private static Stream<FilterCase> ofFamily(String net) {
        String client = net + "99";
        String host = net + "10";
        String vip = net + "77";
        String server = net + "20";
        int icmp = net.contains(":") ? ICMPV6 : ICMP;
        int unreachable = net.contains(":") ? 1 : 3;
        int echo = net.contains(":") ? 128 : 8;
        List<FilterCase> cases = new ArrayList<>(List.of(
                same("TCP to a hidden address", transport(client, 9, vip, 80, TCP), Outcome.HIDDEN),
                same("another protocol to one", frame(ip(client, vip, 132, ports(1, 2))), Outcome.HIDDEN),
                same("an echo to one", frame(ip(client, vip, icmp, icmp(echo, new byte[8]))), Outcome.HIDDEN),
                same("nothing but the header to one", frame(ip(client, vip, TCP, new byte[0])), Outcome.HIDDEN),
                pass("from a hidden address", transport(vip, 80, client, 9, TCP)),
                pass("between strangers", transport(client, 9, net + "98", 80, TCP)),
                same("a reply", transport(server, SERVICE, client, 9, TCP), Outcome.REPLY),
                same("a reply of the last port", transport(server, 8099, client, 9, TCP), Outcome.REPLY),
                pass("before the ports", transport(server, SERVICE - 1, client, 9, TCP)),
                pass("behind the ports", transport(server, 8100, client, 9, TCP)),
                pass("a reply of another protocol", transport(server, SERVICE, client, 9, UDP)),
                same("a reply by UDP", transport(net + "21", 53, client, 9, UDP), Outcome.REPLY),
                pass("a reply by a protocol without ports", frame(ip(server, client, 132, ports(SERVICE, 9)))),
                pass("a reply to the host itself", transport(server, SERVICE, host, 9, TCP)),
                pass("to a server's service", transport(client, SERVICE, server, SERVICE, TCP)),
                same("to a translated port", transport(client, 9, host, OUR_PORT, TCP), Outcome.TRANSLATED),
                same("a reply to one", transport(server, SERVICE, host, 32_767, UDP), Outcome.TRANSLATED),
                pass("before the translated ports", transport(client, 9, host, OUR_PORT - 1, TCP)),
                pass("behind the translated ports", transport(client, 9, host, 32_768, TCP)),
                pass("from a translated port", transport(host, OUR_PORT, client, 9, TCP)),
                pass("an echo to a translated address", frame(ip(client, host, icmp, icmp(echo, new byte[8]))))));
        Map<String, byte[]> quoted = new HashMap<>();
        quoted.put("what a client sent to a server", ip(client, server, TCP, ports(9, SERVICE)));
        quoted.put("what we sent from a translated port", ip(host, server, UDP, ports(OUR_PORT, 99)));
        quoted.put("what a hidden address sent", ip(vip, client, TCP, new byte[8]));
        quoted.forEach((name, packet) -> cases.add(atXdp(
                "an error about " + name,
                frame(ip(net + "1", client, icmp, icmp(unreachable, packet))),
                Outcome.ICMP_ERROR)));
        quoted.forEach((name, packet) ->
                cases.add(pass("an echo with " + name, frame(ip(net + "1", client, icmp, icmp(echo, packet))))));
        Map<String, byte[]> others = new HashMap<>();
        others.put("what the host sent to a server", ip(host, server, TCP, ports(9, SERVICE)));
        others.put("what the host sent to others", ip(host, client, UDP, ports(9, 10)));
        others.put("what a server sent", ip(server, client, TCP, ports(SERVICE, 9)));
        others.put("what went to a hidden address", ip(client, vip, TCP, ports(9, 80)));
        others.put("an echo to a server", ip(client, server, icmp, icmp(echo, new byte[8])));
        others.forEach((name, packet) ->
                cases.add(pass("an error about " + name, frame(ip(net + "1", host, icmp, icmp(unreachable, packet))))));
        return cases.stream()
                .map(each -> new FilterCase(net + " " + each.name(), each.frame(), each.atTc(), each.atXdp()));
    }

    private static Stream<FilterCase> ofIpv4() {
        byte[] ports = ports(SERVICE, OUR_PORT);
        String server = "192.0.2.20";
        String client = "192.0.2.99";
        String host = "192.0.2.10";
        byte[] inner = ipv4(client, server, TCP, ports(9, SERVICE), 0, "01010101");
        List<FilterCase> cases = new ArrayList<>(List.of(
                same("a request for a hidden address", arp(1, client, "192.0.2.77"), Outcome.ARP_REQUEST),
                pass("a request for another", arp(1, client, "192.0.2.78")),
                pass("a reply with a hidden address", arp(2, client, "192.0.2.77")),
                pass("a reply by a hidden address", arp(2, "192.0.2.77", client)),
                pass("a request by another owner", arp(1, "192.0.2.77", "192.0.2.77")),
                pass("ARP for other hardware", ethernet(0x0806, hex("0006080006040001", "00".repeat(16), "c000024d"))),
                same("options", frame(ipv4(server, client, TCP, ports, 0, "01010101")), Outcome.REPLY),
                same("the most options", frame(ipv4(server, client, TCP, ports, 0, "01".repeat(40))), Outcome.REPLY),
                same("a first fragment", frame(ipv4(server, client, TCP, ports, MORE, "")), Outcome.REPLY),
                atXdp("a later fragment of a server", frame(ipv4(server, client, 1, ports, 8, "")), Outcome.FRAGMENT),
                atXdp(
                        "a later fragment to a translated address",
                        frame(ipv4(client, host, UDP, ports, MORE | 8, "")),
                        Outcome.FRAGMENT),
                pass(
                        "a later fragment of a server for the host itself",
                        frame(ipv4(server, "192.0.2.11", TCP, ports, 8, ""))),
                pass("a later fragment of others", frame(ipv4(client, "192.0.2.98", TCP, ports, 8, ""))),
                same(
                        "a later fragment to a hidden address",
                        frame(ipv4(client, "192.0.2.77", TCP, ports, 8, "")),
                        Outcome.HIDDEN),
                pass("another version", ethernet(IPV4, join(hex("60"), tail(ip(client, "192.0.2.77", TCP, ports), 1)))),
                pass(
                        "a header too short",
                        ethernet(IPV4, join(hex("44"), tail(ip(client, "192.0.2.77", TCP, ports), 1)))),
                atXdp(
                        "an error about options",
                        frame(ip("192.0.2.1", client, ICMP, icmp(11, inner))),
                        Outcome.ICMP_ERROR),
                pass(
                        "an error about a later fragment",
                        frame(ip(
                                "192.0.2.1",
                                client,
                                ICMP,
                                icmp(3, ipv4(client, server, TCP, ports(9, SERVICE), 8, ""))))),
                pass("a redirect", frame(ip("192.0.2.1", client, ICMP, icmp(5, inner)))),
                pass("ICMPv6 in IPv4", frame(ip("192.0.2.1", client, ICMPV6, icmp(1, inner)))),
                pass(
                        "an error about another version",
                        frame(ip(
                                "192.0.2.1",
                                client,
                                ICMP,
                                icmp(3, ip("2001:db8::99", "2001:db8::20", TCP, ports(9, SERVICE))))))));
        for (int type : new int[] {3, 4, 11, 12}) {
            cases.add(atXdp(
                    "error " + type, frame(ip("192.0.2.1", client, ICMP, icmp(type, inner))), Outcome.ICMP_ERROR));
        }
        return cases.stream();
    }

    private static Stream<FilterCase> ofIpv6() {
        return Stream.of(ofNeighbors(), ofExtensionHeaders(), ofIcmpv6Errors()).flatMap(each -> each);
    }

    private static Stream<FilterCase> ofNeighbors() {
        String client = "2001:db8::99";
        return Stream.of(
                same(
                        "a solicitation for a hidden address",
                        solicitation(client, "ff02::1:ff00:77", "2001:db8::77"),
                        Outcome.SOLICITATION),
                same(
                        "a probe of a new owner",
                        solicitation("::", "ff02::1:ff00:77", "2001:db8::77"),
                        Outcome.SOLICITATION),
                pass("a solicitation for another", solicitation(client, "ff02::1:ff00:78", "2001:db8::78")),
                pass(
                        "a solicitation by another owner",
                        solicitation("2001:db8::77", "ff02::1:ff00:77", "2001:db8::77")),
                pass(
                        "an advertisement",
                        frame(ipv6(
                                "2001:db8::77",
                                "ff02::1",
                                ICMPV6,
                                join(hex("8800000000000000"), address("2001:db8::77"))))));
    }

    private static Stream<FilterCase> ofExtensionHeaders() {
        byte[] ports = ports(SERVICE, 9);
        String server = "2001:db8::20";
        String client = "2001:db8::99";
        String host = "2001:db8::10";
        byte[] options = hex("06" + "01" + "00".repeat(14));
        byte[] authentication = hex("06" + "04" + "00".repeat(22));
        return Stream.of(
                same("destination options", frame(ipv6(server, client, 60, join(options, ports))), Outcome.REPLY),
                same("hop-by-hop options", frame(ipv6(server, client, 0, join(options, ports))), Outcome.REPLY),
                same("a routing header", frame(ipv6(server, client, 43, join(options, ports))), Outcome.REPLY),
                same(
                        "an authentication header",
                        frame(ipv6(server, client, 51, join(authentication, ports))),
                        Outcome.REPLY),
                same("eight extension headers", frame(ipv6(server, client, 60, join(chain(8), ports))), Outcome.REPLY),
                pass("nine extension headers", frame(ipv6(server, client, 60, join(chain(9), ports)))),
                same(
                        "nine extension headers to a hidden address",
                        frame(ipv6(server, "2001:db8::77", 60, join(chain(9), ports))),
                        Outcome.HIDDEN),
                same(
                        "an atomic fragment",
                        frame(ipv6(server, client, 44, join(hex("0600000000000007"), ports))),
                        Outcome.REPLY),
                same(
                        "a first fragment",
                        frame(ipv6(server, client, 44, join(hex("0600000100000007"), ports))),
                        Outcome.REPLY),
                atXdp(
                        "a later fragment of a server",
                        frame(ipv6(server, client, 44, join(hex("0600000800000007"), ports))),
                        Outcome.FRAGMENT),
                atXdp(
                        "a later fragment of ICMPv6",
                        frame(ipv6(server, client, 44, join(hex("3a00000800000007"), ports))),
                        Outcome.FRAGMENT),
                pass(
                        "a later fragment of others",
                        frame(ipv6(client, "2001:db8::98", 44, join(hex("0600000800000007"), ports)))),
                atXdp(
                        "a later fragment to a translated address",
                        frame(ipv6(client, host, 44, join(hex("1100000900000007"), ports))),
                        Outcome.FRAGMENT),
                pass(
                        "another version",
                        ethernet(IPV6, join(hex("40"), tail(ip(client, "2001:db8::77", TCP, ports), 1)))),
                pass("no next header", frame(ipv6(server, client, 59, ports))),
                pass(
                        "a later fragment of a server for the host itself",
                        frame(ipv6(server, "2001:db8::11", 44, join(hex("0600000800000007"), ports)))));
    }

    private static Stream<FilterCase> ofIcmpv6Errors() {
        String server = "2001:db8::20";
        String client = "2001:db8::99";
        byte[] options = hex("06" + "01" + "00".repeat(14));
        return Stream.of(
                atXdp(
                        "packet too big",
                        frame(ipv6("2001:db8::1", client, ICMPV6, icmp(2, ip(client, server, TCP, ports(9, SERVICE))))),
                        Outcome.ICMP_ERROR),
                atXdp(
                        "parameter problem",
                        frame(ipv6("2001:db8::1", client, ICMPV6, icmp(4, ip(client, server, TCP, ports(9, SERVICE))))),
                        Outcome.ICMP_ERROR),
                atXdp(
                        "an error about options",
                        frame(ipv6(
                                "2001:db8::1",
                                client,
                                ICMPV6,
                                icmp(1, ipv6(client, server, 60, join(options, ports(9, SERVICE)))))),
                        Outcome.ICMP_ERROR),
                atXdp(
                        "an error behind options",
                        frame(ipv6(
                                "2001:db8::1",
                                client,
                                60,
                                join(hex("3a" + "00".repeat(7)), icmp(1, ip(client, server, TCP, ports(9, SERVICE)))))),
                        Outcome.ICMP_ERROR),
                pass(
                        "an error about a later fragment",
                        frame(ipv6(
                                "2001:db8::1",
                                client,
                                ICMPV6,
                                icmp(1, ipv6(client, server, 44, join(hex("0600000800000007"), ports(9, SERVICE))))))),
                pass(
                        "error 0",
                        frame(ipv6(
                                "2001:db8::1", client, ICMPV6, icmp(0, ip(client, server, TCP, ports(9, SERVICE)))))),
                pass(
                        "error 5",
                        frame(ipv6(
                                "2001:db8::1", client, ICMPV6, icmp(5, ip(client, server, TCP, ports(9, SERVICE)))))));
    }

    /** Destination options, one behind the other, and TCP. */
    private static byte[] chain(int headers) {
        byte[] chain = new byte[headers * 8];
        for (int header = 0; header < headers; header++) {
            chain[header * 8] = (byte) (header == headers - 1 ? TCP : 60);
        }
        return chain;
    }

    private static byte[] tail(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    static Stream<FilterCase> untagged() {
        return Stream.of(ofFamily("192.0.2."), ofFamily("2001:db8::"), ofIpv4(), ofIpv6())
                .flatMap(each -> each);
    }

    static Stream<FilterCase> all() {
        List<FilterCase> others = List.of(
                pass("another EtherType", ethernet(0x88cc, new byte[60])),
                pass("LLC", ethernet(0x0026, new byte[60])),
                pass(
                        "three tags",
                        tagged(VLAN, tagged(VLAN, tagged(VLAN, transport("192.0.2.1", 9, "192.0.2.77", 80, TCP))))));
        return Stream.of(
                        untagged(),
                        untagged()
                                .map(each -> new FilterCase(
                                        "tagged: " + each, tagged(VLAN, each.frame()), each.atTc(), each.atXdp())),
                        untagged()
                                .map(each -> new FilterCase(
                                        "tagged twice: " + each,
                                        tagged(PROVIDER_VLAN, tagged(VLAN, each.frame())),
                                        each.atTc(),
                                        each.atXdp())),
                        others.stream())
                .flatMap(each -> each);
    }
}
