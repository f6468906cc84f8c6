package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.acceptance.l4.Programs.Answer;
import io.weir.appliance.acceptance.l4.Route.Mode;
import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.OwnLab;
import io.weir.appliance.lab.RootTests;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients and servers see of every way through the balancer. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(providers = OwnLab.class)
abstract class TrafficContract {
    private static final Payload PAYLOAD = Payload.ONE;

    private final Arm arm;
    private final boolean offloads;
    private final Engine engine;
    private final int workers;
    private @Nullable L4Lab opened;
    private List<Backend> backends = List.of();

    TrafficContract(Arm arm, boolean offloads, Engine engine, int workers) {
        this.arm = arm;
        this.offloads = offloads;
        this.engine = engine;
        this.workers = workers;
    }

    List<Route> routes() {
        return Route.of(arm);
    }

    @BeforeAll
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        L4Lab lab = L4Lab.open(arm, workers);
        opened = lab;
        routes().stream()
                .filter(route -> route.mode() == Mode.DR)
                .flatMap(route -> Stream.of(route.vip(), route.anyVip()))
                .forEach(lab::acceptDirect);
        lab.offloads(offloads);
        backends = Backend.startAll(lab, PAYLOAD);
        Balancer.start(lab, routes(), engine, workers);
    }

    @AfterAll
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void httpAndTlsReachBothServersThroughTheVip(Route route) {
        List<Answer> http = request(route, "http", Backend.HTTP, 20);
        List<Answer> tls = request(route, "https", Backend.TLS, 4);

        assertThat(http).hasSize(20).allMatch(answer -> answer.port().equals("80"));
        assertThat(tls).hasSize(4).allMatch(answer -> answer.port().equals("443"));
        for (LabHost server : lab().servers()) {
            assertThat(http.stream().filter(answer -> answer.server().equals(server.name())))
                    .hasSizeBetween(2, 18);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void serversSeeTheClientsAddressExceptInSnat(Route route) {
        for (LabHost client : clients(route)) {
            String expected = seenBehind(route, client);
            assertThat(Programs.request(client, Programs.url("http", route.vip(), 80, ""), 2))
                    .hasSize(2)
                    .allMatch(answer -> answer.clientSeen().equals(expected));
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void dnsIsAnsweredOverUdpAndTcpByTheSameServer(Route route) {
        Balancer.weirOnly(route.mode() == Mode.DR, "the kernel's DR has no persistence");
        for (LabHost client : clients(route)) {
            String overUdp = Programs.dig(client, route.vip(), Backend.WHO);
            String overTcp = Programs.dig(client, route.vip(), Backend.WHO, "+tcp");

            assertThat(overUdp).matches("srv[12]").isEqualTo(overTcp);
            assertThat(backends.stream()
                            .filter(each -> each.name().equals(overUdp))
                            .mapToLong(each -> each.queriesFrom(seenBehind(route, client))))
                    .allMatch(queries -> queries >= 2);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void pingToTheVipIsAnswered(Route route) {
        for (String vip : List.of(route.vip(), route.anyVip())) {
            assertThat(lab().far()
                            .run(Programs.SOON, "ping", "-n", "-c", "3", "-i", "0.05", "-W", "2", vip)
                            .stdout())
                    .contains("3 received");
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void tracerouteShowsTheBalancerAsOneHopInNatAndSnat(Route route) {
        List<String> hops = Programs.traceroute(lab().far(), route.vip());

        assertThat(hops.getFirst())
                .isEqualTo(L4Lab.address(lab().far(), route.family()).replaceAll("11$", "1"));
        assertThat(hops.getLast()).isEqualTo(route.vip());
        if (route.mode() == Mode.DR) {
            assertThat(hops).hasSize(2);
        } else {
            assertThat(hops).hasSize(3).doesNotContain("*");
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aSmallerMtuOnTheWayToTheClientIsToldToTheServer(Route route) {
        Balancer.weirOnly(route.mode() == Mode.DR, "the kernel's DR knows no ICMP");
        String name = route.family() == Family.IPV4 ? "IcmpInDestUnreachs" : "Icmp6InPktTooBigs";
        for (LabHost server : lab().servers()) {
            server.require("ip", route.family().flag(), "route", "flush", "cache");
        }
        long before = onServers(name);

        String digest = Programs.digestOf(lab().narrow(), Programs.url("http", route.vip(), 80, Payload.SMALL));

        assertThat(digest).isEqualTo(PAYLOAD.smallDigest());
        assertThat(onServers(name)).isGreaterThan(before);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void fragmentsMeetAtOneServerBothWays(Route route) {
        Balancer.weirOnly(route.mode() == Mode.DR, "the kernel's DR looks for ports in every fragment");
        String name = route.family() == Family.IPV4 ? "IpReasmOKs" : "Ip6ReasmOKs";
        long before = onServers(name);
        long beforeAtClient = Programs.figure(lab().far(), name);

        LargeQuery query = LargeQuery.of(Backend.LARGE, lab().directory());

        assertThat(query.answers(lab().far(), route.anyVip(), 4)).hasSize(4).allMatch(bytes -> bytes > 3000);
        assertThat(onServers(name) - before).isGreaterThanOrEqualTo(4);
        assertThat(Programs.figure(lab().far(), name) - beforeAtClient).isGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aLongDownloadIsExactAndPassesTheBalancerExceptInDr(Route route) {
        long before = Programs.receivedBytes(lab().balancer(), serverSide());

        String digest = Programs.digestOf(lab().far(), Programs.url("http", route.vip(), 80, Payload.LARGE));

        assertThat(digest).isEqualTo(PAYLOAD.largeDigest());
        long size = Payload.LARGE_MEGABYTES * 1024L * 1024;
        long passed = Programs.receivedBytes(lab().balancer(), serverSide()) - before;
        if (route.mode() == Mode.DR) {
            // Acknowledgments of the client and health checks.
            assertThat(passed).isLessThan(size / 10);
        } else {
            assertThat(passed).isGreaterThan(size);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void iperfMovesDataBothWays(Route route) {
        Balancer.weirOnly(route.mode() == Mode.DR, "the kernel's DR has no persistence");
        // The sender stops at 64 MiB; what is on its way then is not counted.
        assertThat(Programs.transfer(lab().far(), route.vip(), false)).isGreaterThanOrEqualTo(32L << 20);
        assertThat(Programs.transfer(lab().far(), route.vip(), true)).isGreaterThanOrEqualTo(32L << 20);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void rangesOfPortsAndAllPortsKeepThePortTheClientUsed(Route route) {
        Balancer.weirOnly(route.mode() == Mode.DR, "the kernel's DR may hash few connections to one server");
        for (int port : new int[] {8000, 8005, 8010}) {
            assertThat(request(route, "http", port, 1))
                    .singleElement()
                    .extracting(Answer::port)
                    .isEqualTo(Integer.toString(port));
        }
        Set<String> servers = new HashSet<>();
        for (int port : new int[] {80, 8001, 8002, 8003}) {
            Answer answer = Programs.request(lab().far(), Programs.url("http", route.anyVip(), port, ""), 1)
                    .getFirst();
            assertThat(answer.port()).isEqualTo(Integer.toString(port));
            servers.add(answer.server());
        }
        assertThat(servers).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void longSessionsAreAnsweredLineByLine(Route route) {
        try (Sessions sessions = Sessions.open(lab().far(), route.vip(), Backend.SESSIONS, 10)) {
            sessions.awaitProgress(40);

            assertThat(sessions.ended()).isEmpty();
            for (LabHost server : lab().servers()) {
                assertThat(sessions.openedOn(server.name())).isBetween(1L, 9L);
            }
        }
    }

    private List<Answer> request(Route route, String scheme, int port, int count) {
        return Programs.request(lab().far(), Programs.url(scheme, route.vip(), port, ""), count);
    }

    /** In one arm NAT needs clients elsewhere: servers answer a client of their own network directly. */
    private List<LabHost> clients(Route route) {
        boolean nearToo = arm == Arm.TWO || route.mode() != Mode.NAT;
        return nearToo ? List.of(lab().far(), lab().near()) : List.of(lab().far());
    }

    private String seenBehind(Route route, LabHost client) {
        return route.mode() == Mode.SNAT
                ? lab().balancerAddress(route.family())
                : L4Lab.address(client, route.family());
    }

    private long onServers(String figure) {
        return lab().servers().stream()
                .mapToLong(server -> Programs.figure(server, figure))
                .sum();
    }

    private String serverSide() {
        return arm == Arm.ONE ? "eth0" : "eth1";
    }

    private L4Lab lab() {
        return Objects.requireNonNull(opened);
    }
}
