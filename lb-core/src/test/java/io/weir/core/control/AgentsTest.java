package io.weir.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.health.HealthChecker;
import io.weir.core.service.AdminState;
import io.weir.core.service.Feedback;
import io.weir.core.service.HealthCheck;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real agent, and what becomes of its server. */
class AgentsTest {
    private static final ServerKey KEY = new ServerKey("web", "a");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private ServerSocket listener;
    private ControlPlane control;
    private volatile String line = "100%";
    private volatile boolean silent;

    @BeforeEach
    void start() throws Exception {
        listener = new ServerSocket(0, 50, ServiceSample.addressOf("a").toInetAddress());
        Thread.ofVirtual().start(this::agent);
        control = new ControlPlane(
                List.of(),
                new StateStore(directory),
                new HealthChecker(target -> Harness.silent(), System::nanoTime, new SplittableRandom(1)),
                InstantSource.system(),
                System::nanoTime);
        control.events().subscribe(events::add);
        apply(Feedback.Type.AGENT);
    }

    private void apply(Feedback.Type type) throws Exception {
        Duration interval = Duration.ofMillis(20);
        Feedback feedback = type == Feedback.Type.NONE
                ? Feedback.NONE
                : new Feedback(type, listener.getLocalPort(), "/", interval, interval);
        control.apply(ServiceSample.configuration(ServiceSample.service("web")
                        .server("a")
                        .check(HealthCheck.Type.ON)
                        .feedback(feedback)))
                .get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws IOException {
        control.close();
        listener.close();
    }

    private void agent() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                if (!silent) {
                    socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // The daemon went away, or the test is over.
            }
        }
    }

    private ServerSnapshot server() {
        return Objects.requireNonNull(
                Objects.requireNonNull(control.current().service("web")).server("a"));
    }

    @Test
    void weightFollowsAndTheConfiguredOneStays() throws Exception {
        line = "40%";
        Await.until("40 %", () -> server().effectiveWeight() == 40);
        assertThat(server().weight()).isEqualTo(100);
        control.setWeight(KEY, 10).get(30, TimeUnit.SECONDS);
        assertThat(server().effectiveWeight()).isEqualTo(4);
        assertThat(Objects.requireNonNull(control.current().service("web")).candidates())
                .extracting(ServerSnapshot::effectiveWeight)
                .containsExactly(4);
        line = "0%";
        Await.until("0 %", () -> !server().takesNewClients());
        assertThat(events).noneMatch(Event.AgentStateChanged.class::isInstance);
    }

    @Test
    void drainMaintAndDownOfTheAgentTouchNeitherHealthNorAdminState() throws Exception {
        line = "drain";
        Await.until("drained", () -> !server().takesNewClients());
        assertThat(server().takesPersistentClients()).isTrue();
        assertThat(server().adminState()).isEqualTo(AdminState.ONLINE);
        assertThat(server().health().serves()).isTrue();
        line = "down # disk full";
        Await.until("down", () -> !server().takesPersistentClients());
        assertThat(Objects.requireNonNull(control.current().service("web")).state())
                .isEqualTo(ServiceState.DOWN);
        // What the operator says does not take back what the agent says.
        control.setAdminState("web/a", AdminState.ONLINE).get(30, TimeUnit.SECONDS);
        assertThat(server().takesPersistentClients()).isFalse();
        line = "up ready";
        Await.until("up", () -> server().takesNewClients());
        assertThat(events)
                .extracting(Event::text)
                .containsSubsequence(
                        "server web/a ready -> drain by its agent, which said \"drain\"",
                        "server web/a drain -> down by its agent, which said \"down # disk full\"",
                        "server web/a down -> ready by its agent, which said \"up ready\"");
    }

    @Test
    void silenceChangesNothingButIsShown() throws Exception {
        line = "30%";
        Await.until("30 %", () -> server().effectiveWeight() == 30);
        silent = true;
        Await.until("silent", () -> Objects.requireNonNull(control.agent(KEY)).trouble() != null);
        assertThat(Objects.requireNonNull(control.agent(KEY)).trouble()).isEqualTo("it said nothing");
        assertThat(server().effectiveWeight()).isEqualTo(30);
        line = "rubbish";
        silent = false;
        Await.until(
                "not understood",
                () -> String.valueOf(Objects.requireNonNull(control.agent(KEY)).trouble())
                        .contains("\"rubbish\""));
        assertThat(server().effectiveWeight()).isEqualTo(30);
    }

    @Test
    void serviceThatAsksNoMoreForgetsWhatWasSaid() throws Exception {
        line = "maint";
        Await.until("maint", () -> !server().takesPersistentClients());
        apply(Feedback.Type.NONE);
        assertThat(server().takesNewClients()).isTrue();
        assertThat(control.agent(KEY)).isNull();
    }
}
