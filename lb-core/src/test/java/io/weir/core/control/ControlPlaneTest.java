package io.weir.core.control;

import static io.weir.core.control.ServiceSample.configuration;
import static io.weir.core.control.ServiceSample.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.health.CheckResult;
import io.weir.core.health.CheckResults;
import io.weir.core.health.HealthChecker;
import io.weir.core.health.probe.Probes;
import io.weir.core.net.IpAddress;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.service.RealServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the field before each test.
class ControlPlaneTest {
    private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");

    @TempDir
    Path directory;

    private final List<String> calls = RecordingPlane.calls();
    private final RecordingPlane plane = new RecordingPlane("proxy", calls);

    private ControlPlane open(HealthChecker checker) throws IOException {
        return new ControlPlane(
                List.of(plane), new StateStore(directory), checker, InstantSource.system(), System::nanoTime);
    }

    @Test
    void nothingServesBeforeTheFirstConfiguration() throws Exception {
        try (ControlPlane control = open(new HealthChecker(Probes.direct()))) {
            assertThat(control.current().generation()).isZero();
            assertThat(control.current().services()).isEmpty();
            assertThat(calls).isEmpty();
        }
    }

    @Test
    void planesSayWhichServicesTheyCannotServe() throws Exception {
        RecordingPlane other = new RecordingPlane("other", calls);
        List<DataPlane> planes = List.of(
                plane,
                new DataPlane() {
                    @Override
                    public Staged stage(Snapshot current, Snapshot next) {
                        throw new AssertionError("nothing is applied here");
                    }

                    @Override
                    public void adopt(Snapshot current, Snapshot next) {}

                    @Override
                    public Map<String, String> problems() {
                        throw new IllegalStateException("a plane at fault");
                    }
                },
                other);
        try (ControlPlane control = new ControlPlane(
                planes,
                new StateStore(directory),
                new HealthChecker(Probes.direct()),
                InstantSource.system(),
                System::nanoTime)) {
            assertThat(control.problems()).isEmpty();
            plane.say(Map.of("web", "the VIP is taken", "dns", "no interface"));
            other.say(Map.of("web", "no route"));
            assertThat(control.problems())
                    .containsExactly(Map.entry("dns", "no interface"), Map.entry("web", "the VIP is taken; no route"));
            plane.say(Map.of());
            assertThat(control.problems()).containsExactly(Map.entry("web", "no route"));
        }
    }

    @Test
    void realServerThatDiesLeavesTheCandidatesAndComesBack() throws Exception {
        List<Event> events = new CopyOnWriteArrayList<>();
        try (ServerSocket alive = listener(0);
                ControlPlane control = open(new HealthChecker(Probes.direct()))) {
            ServerSocket mortal = listener(0);
            control.events().subscribe(events::add);
            wait(control.apply(configuration(service("web")
                    .interval(Duration.ofMillis(50))
                    .server(at("alive", alive.getLocalPort()))
                    .server(at("mortal", mortal.getLocalPort())))));
            Await.until(
                    "both up", () -> health(control, "alive") == Health.UP && health(control, "mortal") == Health.UP);
            mortal.close();
            Await.until("mortal down", () -> health(control, "mortal") == Health.DOWN);
            assertThat(web(control).candidates())
                    .extracting(ServerSnapshot::name)
                    .containsExactly("alive");
            assertThat(Objects.requireNonNull(web(control).server("mortal")).reason())
                    .hasToString("L4CON connection refused");
            try (ServerSocket again = listener(mortal.getLocalPort())) {
                assertThat(again.isBound()).isTrue();
                Await.until("mortal up", () -> health(control, "mortal") == Health.UP);
            }
            CheckResults checked = Objects.requireNonNull(control.check(new ServerKey("web", "alive")));
            assertThat(checked.history())
                    .extracting(entry -> entry.result().healthy())
                    .containsOnly(true);
        }
        assertThat(events)
                .extracting(Event::text)
                .containsSubsequence(
                        "server web/mortal unchecked -> up",
                        "server web/mortal up -> going-down: L4CON connection refused",
                        "server web/mortal going-down -> down: L4CON connection refused",
                        "service web up -> degraded",
                        "server web/mortal down -> going-up",
                        "server web/mortal going-up -> up",
                        "service web degraded -> up");
    }

    @Test
    void everyVerdictOfAThousandServersArrives() throws Exception {
        HealthChecker allFail = new HealthChecker(
                target -> CheckResult.failed(Harness.REFUSED, Duration.ZERO),
                System::nanoTime,
                new SplittableRandom(1));
        ServiceSample web = service("web").interval(Duration.ofMillis(500));
        IntStream.range(0, 1000).forEach(i -> web.server(at("s" + i, 1 + i)));
        try (ControlPlane control = open(allFail)) {
            wait(control.apply(configuration(web)));
            Await.until("all down", () -> web(control).state() == ServiceState.DOWN);
            assertThat(web(control).candidates()).isEmpty();
        }
        assertThat(allFail.size()).isZero();
    }

    @Test
    void verdictsOfOneCheckThatWaitTogetherAreEachTold() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        HealthChecker upOnce = new HealthChecker(
                target -> calls.getAndIncrement() == 0
                        ? CheckResult.connected(Duration.ZERO)
                        : CheckResult.failed(Harness.REFUSED, Duration.ZERO),
                System::nanoTime,
                new SplittableRandom(1));
        List<String> events = new CopyOnWriteArrayList<>();
        try (ControlPlane control = open(upOnce)) {
            control.events().subscribe(event -> {
                events.add(event.text());
                if (event instanceof Event.HealthChanged changed && changed.to() == Health.UP) {
                    // The fourth check begins when the verdicts of the second and the third are in the queue.
                    Await.until("four checks", () -> calls.get() >= 4);
                }
            });
            wait(control.apply(
                    configuration(service("web").interval(Duration.ofMillis(10)).server(at("a", 1)))));
            Await.until("down", () -> health(control, "a") == Health.DOWN);
        }
        assertThat(events)
                .containsSubsequence(
                        "server web/a unchecked -> up",
                        "server web/a up -> going-down: L4CON connection refused",
                        "server web/a going-down -> down: L4CON connection refused");
    }

    @Test
    void commandsFromManyThreadsEachMakeOneGeneration() throws Exception {
        try (ControlPlane control = open(silentChecker())) {
            ServiceSample web = service("web");
            IntStream.range(0, 50).forEach(i -> web.server("s" + i));
            wait(control.apply(configuration(web)));
            List<CompletableFuture<List<String>>> futures = new CopyOnWriteArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                ServerKey key = new ServerKey("web", "s" + i);
                threads.add(Thread.ofVirtual().start(() -> futures.add(control.setWeight(key, 7))));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            for (CompletableFuture<List<String>> future : futures) {
                assertThat(wait(future)).hasSize(1);
            }
            assertThat(control.current().generation()).isEqualTo(51);
            assertThat(calls).filteredOn(call -> call.startsWith("proxy adopt")).hasSize(51);
        }
    }

    @Test
    void failuresReachTheOneWhoAsked() throws Exception {
        try (ControlPlane control = open(silentChecker())) {
            assertThatThrownBy(() -> wait(control.setAdminState("web", AdminState.HALTED)))
                    .hasCauseInstanceOf(UnknownTargetException.class);
            assertThatThrownBy(() -> wait(control.setWeight(new ServerKey("web", "a"), -1)))
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> wait(control.clearSessions("web", null)))
                    .hasCauseInstanceOf(UnknownTargetException.class);
            plane.refuse("port in use");
            assertThatThrownBy(() ->
                            wait(control.apply(configuration(service("web").server("a")))))
                    .hasCauseInstanceOf(ApplyException.class);
            plane.refuse(null);
            assertThat(wait(control.apply(configuration(service("web").server("a")))))
                    .containsExactly("service web added");
        }
    }

    @Test
    void subscriberThatFailsHarmsNobody() throws Exception {
        List<Event> events = new CopyOnWriteArrayList<>();
        try (ControlPlane control = open(silentChecker())) {
            control.events().subscribe(event -> {
                throw new IllegalStateException("broken on purpose");
            });
            Events.Subscription subscription = control.events().subscribe(events::add);
            wait(control.apply(configuration(service("web").server("a"))));
            subscription.close();
            wait(control.setAdminState("web/a", AdminState.HALTED));
        }
        assertThat(events).singleElement().isInstanceOf(Event.ConfigurationApplied.class);
    }

    @Test
    void drainedServerIsToldWithoutAnyFurtherCommand() throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        try (ControlPlane control = open(silentChecker())) {
            control.events().subscribe(event -> events.add(event.text()));
            wait(control.apply(configuration(service("web").server("a"))));
            ServerSnapshot server = Objects.requireNonNull(web(control).server("a"));
            assertThat(server.load().tryAcquire(0)).isTrue();
            wait(control.setAdminState("web/a", AdminState.DRAINING));
            server.load().release();
            Await.until("drained", () -> events.contains("server web/a is drained: its last connection ended"));
        }
    }

    @Test
    void closingEmptiesThePlanesEndsTheThreadAndMarksTheStopAsClean() throws Exception {
        ControlPlane control = open(silentChecker());
        wait(control.apply(configuration(service("web").server("a"))));
        calls.clear();
        control.close();
        control.close();
        assertThat(calls).containsExactly("proxy stage 2", "proxy commit 2", "proxy adopt 2");
        assertThat(control.current().services()).isEmpty();
        assertThatThrownBy(() -> wait(control.setWeight(new ServerKey("web", "a"), 1)))
                .hasCauseInstanceOf(RejectedExecutionException.class);
        try (StateStore store = new StateStore(directory)) {
            assertThat(store.lastStopWasUnclean()).isFalse();
        }
    }

    private static HealthChecker silentChecker() {
        return new HealthChecker(target -> Harness.silent(), System::nanoTime, new SplittableRandom(1));
    }

    private static <T> T wait(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private static ServiceSnapshot web(ControlPlane control) {
        return Objects.requireNonNull(control.current().service("web"));
    }

    private static Health health(ControlPlane control, String server) {
        return Objects.requireNonNull(web(control).server(server)).health();
    }

    private static ServerSocket listener(int port) throws IOException {
        return new ServerSocket(port, 50, LOOPBACK.toInetAddress());
    }

    private static RealServer at(String name, int port) {
        return new RealServer(name, LOOPBACK, port, 100, false, 0, AdminState.ONLINE);
    }
}
