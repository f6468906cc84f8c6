package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.acceptance.l4.Route.Mode;
import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabProcess;
import io.weir.appliance.lab.OwnLab;
import io.weir.appliance.lab.RootTests;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers drained, halted, weighted, removed, added and killed while clients work: who notices, and who must not. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(providers = OwnLab.class)
abstract class ServerChangesContract {
    private static final Duration SOON = Programs.SOON;
    /** A halted server's connections end within a second; the command is a process that starts, on a busy machine. */
    private static final Duration CUT = Duration.ofSeconds(3);

    private static final int SESSIONS = 12;

    private static final Payload PAYLOAD = Payload.ONE;

    private final Engine engine;
    private final List<Route> routes;
    private @Nullable L4Lab opened;
    private @Nullable LabDaemon started;
    private List<Backend> backends = List.of();

    ServerChangesContract(Engine engine, Route... routes) {
        this.engine = engine;
        this.routes = List.of(routes);
    }

    List<Route> routes() {
        return routes;
    }

    @BeforeAll
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms(Programs.NEEDED);
        Balancer.weirOnly(true, "the kernel has no commands");
        L4Lab lab = L4Lab.open(Arm.ONE);
        opened = lab;
        routes.stream()
                .filter(route -> route.mode() == Mode.DR)
                .flatMap(route -> Stream.of(route.vip(), route.anyVip()))
                .forEach(lab::acceptDirect);
        backends = Backend.startAll(lab, PAYLOAD);
        started = Balancer.startWeir(lab, configuration());
        engine.assertInUse(daemon(), 1);
    }

    @AfterAll
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @AfterEach
    void everyServerIsUpAgain() {
        daemon().awaitStatus("every server up", SOON, status -> status.every("up"));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aDrainedServerKeepsItsSessionsAndGetsNoNewOnes(Route route) {
        String server = "ssh" + route.suffix() + "/srv1";
        try (Sessions running = sessions(route)) {
            daemon().weir("drain", server).orThrow();
            try (Sessions later = sessions(route)) {
                running.awaitProgress(SESSIONS * 10);

                assertThat(later.openedOn("srv2")).isEqualTo(SESSIONS);
                assertThat(running.openedOn("srv1")).isPositive();
                assertThat(running.ended()).isEmpty();
            } finally {
                daemon().weir("online", server).orThrow();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aHaltedServersSessionsEndAtOnceAndNoOthers(Route route) {
        String server = "ssh" + route.suffix() + "/srv1";
        LabProcess download = download(route);
        try (Sessions running = sessions(route)) {
            long onHalted = running.openedOn("srv1");
            assertThat(onHalted).isBetween(1L, SESSIONS - 1L);
            try {
                daemon().weir("halt", server).orThrow();

                Await.until("the end of " + onHalted + " sessions", CUT, () -> running.endedOn("srv1") == onHalted);
                assertThat(running.ended()).allMatch(line -> line.contains("reset"));
                running.awaitProgress(SESSIONS * 5);
                assertThat(running.endedOn("srv2")).isZero();
            } finally {
                daemon().weir("online", server).orThrow();
            }
        }
        assertExact(download);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void weightsDecideAboutNewSessionsOnly(Route route) {
        String server = "ssh" + route.suffix() + "/srv2";
        try (Sessions running = sessions(route)) {
            daemon().weir("weight", server, "0").orThrow();
            try (Sessions later = sessions(route)) {
                assertThat(later.openedOn("srv1")).isEqualTo(SESSIONS);
                running.awaitProgress(SESSIONS * 5);
                assertThat(running.ended()).isEmpty();
            } finally {
                daemon().weir("weight", server, "100").orThrow();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void removingAndAddingAServerInTheFileTouchesNoRunningSession(Route route) {
        String name = "ssh" + route.suffix();
        LabProcess download = download(route);
        try (Sessions running = sessions(route)) {
            reload(withoutSecondServer(name));
            try (Sessions later = sessions(route)) {
                assertThat(later.openedOn("srv1")).isEqualTo(SESSIONS);
            }
            reload(configuration());
            daemon().awaitStatus("the added server up", SOON, status -> status.every("up"));
            try (Sessions later = sessions(route)) {
                assertThat(later.openedOn("srv2")).isBetween(1L, SESSIONS - 1L);
            }
            running.awaitProgress(SESSIONS * 5);

            assertThat(running.openedOn("srv2")).isPositive();
            assertThat(running.ended()).isEmpty();
        } finally {
            reload(configuration());
        }
        assertExact(download);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void newConnectionsGoToTheOtherServerWhenOneIsKilled(Route route) {
        String name = "web" + route.suffix();
        Backend killed = backends.getFirst();
        try (Sessions running = sessions(route)) {
            killed.killWeb();
            try {
                daemon().awaitStatus(
                                "srv1 down",
                                SOON,
                                status -> status.server(name, "srv1").health().equals("down"));

                assertThat(Programs.request(opened().far(), Programs.url("http", route.vip(), 80, ""), 6))
                        .hasSize(6)
                        .allMatch(answer -> answer.server().equals("srv2"));
                running.awaitProgress(SESSIONS * 5);
                assertThat(running.ended()).isEmpty();
            } finally {
                backends = List.of(killed.reviveWeb(), backends.getLast());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void withoutAnyServerTcpIsRefusedAndUdpUnreachable(Route route) {
        backends.forEach(Backend::killWeb);
        daemon().weir("halt", "dns" + route.suffix()).orThrow();
        try {
            daemon().awaitStatus(
                            "the service down",
                            SOON,
                            status -> status.service("web" + route.suffix())
                                    .state()
                                    .equals("down"));
            long start = System.nanoTime();
            Finished refused = opened().far().run(SOON, "curl", "-sS", Programs.url("http", route.vip(), 80, ""));
            String unreachable = Programs.dig(opened().far(), route.vip(), Backend.WHO);
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            // curl: 7 = refused.
            assertThat(refused.exitStatus()).as(refused.stderr()).isEqualTo(7);
            assertThat(unreachable).contains("connection refused");
            // Both would wait for 5 s and more where nothing answers.
            assertThat(took).isLessThan(Duration.ofSeconds(4));
        } finally {
            daemon().weir("online", "dns" + route.suffix()).orThrow();
            backends = backends.stream().map(Backend::reviveWeb).toList();
        }
    }

    private Sessions sessions(Route route) {
        return Sessions.open(opened().far(), route.vip(), Backend.SESSIONS, SESSIONS);
    }

    private LabProcess download(Route route) {
        // 100 MB/s, so that it still runs when the servers change.
        String url = Programs.url("http", route.vip(), 80, Payload.LARGE);
        return opened().far().start("sh", "-c", "curl -sS --limit-rate 100M '" + url + "' | openssl dgst -sha256 -r");
    }

    private void assertExact(LabProcess download) {
        assertThat(download.awaitExit(SOON)).isZero();
        assertThat(download.stdout().text()).startsWith(PAYLOAD.largeDigest());
    }

    private String configuration() {
        return Services.all(opened(), routes, engine.section());
    }

    private String withoutSecondServer(String service) {
        String whole = configuration();
        int start = whole.indexOf("- name: " + service + "\n");
        int line = whole.indexOf("      - { name: srv2", start);
        return whole.substring(0, line) + whole.substring(whole.indexOf('\n', line) + 1);
    }

    private void reload(String configuration) {
        Balancer.write(opened(), configuration);
        daemon().weir("reload").orThrow();
    }

    private L4Lab opened() {
        return Objects.requireNonNull(opened);
    }

    private LabDaemon daemon() {
        return Objects.requireNonNull(started);
    }
}
