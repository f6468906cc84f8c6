package io.weir.core.control;

import static io.weir.core.control.ServiceSample.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.health.HealthTrack;
import io.weir.core.health.Standing;
import io.weir.core.net.IpAddress;
import io.weir.core.persist.AddressTable;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
class OperatorTest {
    @TempDir
    Path directory;

    private Harness control;

    @BeforeEach
    void open() throws IOException {
        control = new Harness(directory);
    }

    @AfterEach
    void close() throws IOException {
        control.close();
    }

    private void restart() throws IOException {
        control.close();
        control = new Harness(directory);
    }

    @Test
    void operatorsWordHoldsOverARestart() throws Exception {
        control.apply(service("web").server("a").server("b"));
        assertThat(control.say("web/a", AdminState.DRAINING)).containsExactly("server web/a online -> draining");
        restart();
        control.apply(service("web").server("a").server("b"));
        assertThat(control.server("web/a").adminState()).isEqualTo(AdminState.DRAINING);
        assertThat(control.server("web/b").adminState()).isEqualTo(AdminState.ONLINE);
    }

    @Test
    void operatorsWordKeepsItsTimeOverARestartAndIsTold() throws Exception {
        Instant said = control.now;
        control.apply(service("web").server("a").server("b"));
        control.say("web/a", AdminState.HALTED);
        control.now = said.plusSeconds(60);
        control.say("web/a", AdminState.HALTED);
        restart();
        control.now = said.plusSeconds(90);
        control.apply(service("web").server("a").server("b"));

        assertThat(control.server("web/a").since()).isEqualTo(said);
        assertThat(control.server("web/b").since()).isEqualTo(said.plusSeconds(90));
        assertThat(control.events)
                .extracting(Event::text)
                .contains("server web/a is halted, as the operator said at 2026-01-01T00:00:00Z (remembered)");
    }

    @Test
    void operatorsWordEndsWhenTheFileSaysSomethingNew() throws Exception {
        control.apply(service("web").server("a"));
        control.say("web/a", AdminState.DRAINING);
        control.apply(service("web").server("a", AdminState.HALTED));
        assertThat(control.server("web/a").adminState()).isEqualTo(AdminState.HALTED);
        control.apply(service("web").server("a"));
        assertThat(control.server("web/a").adminState()).isEqualTo(AdminState.ONLINE);
    }

    @Test
    void fileChangedWhileTheDaemonWasStoppedWins() throws Exception {
        control.apply(service("web").server("a", AdminState.HALTED));
        control.say("web/a", AdminState.ONLINE);
        restart();
        control.apply(service("web").server("a", AdminState.DRAINING));
        assertThat(control.server("web/a").adminState()).isEqualTo(AdminState.DRAINING);
    }

    @Test
    void serviceNamesAllItsServers() throws Exception {
        control.apply(service("web").server("a").server("b"), service("mail").server("a"));
        assertThat(control.say("web", AdminState.HALTED))
                .containsExactly("server web/a online -> halted", "server web/b online -> halted");
        assertThat(control.publisher.current().generation()).isEqualTo(2);
        assertThat(control.server("mail/a").adminState()).isEqualTo(AdminState.ONLINE);
        assertThat(control.say("web", AdminState.HALTED)).isEmpty();
        assertThat(control.publisher.current().generation()).isEqualTo(2);
    }

    @Test
    void unknownNamesAreAnsweredWithTheNamesThatExist() throws Exception {
        assertThatThrownBy(() -> control.say("web", AdminState.ONLINE))
                .isInstanceOf(UnknownTargetException.class)
                .hasMessage("there is no service web; none are configured");
        control.apply(
                service("IIS_VIP").server("IIS1").server("IIS2"),
                service("DA_VIP").server("DA1"));
        assertThatThrownBy(() -> control.say("IIS_VPI", AdminState.ONLINE))
                .hasMessage("there is no service IIS_VPI; did you mean IIS_VIP?");
        assertThatThrownBy(() -> control.say("mail", AdminState.ONLINE))
                .hasMessage("there is no service mail; services: IIS_VIP, DA_VIP");
        assertThatThrownBy(() -> control.say("IIS_VIP/web7", AdminState.ONLINE))
                .hasMessage("service IIS_VIP has no server web7; servers: IIS1, IIS2");
        assertThatThrownBy(() -> control.writer.setWeight(Harness.key("IIS_VIP/iis1x"), 1))
                .hasMessage("service IIS_VIP has no server iis1x; did you mean IIS1?");
    }

    @Test
    void haltedServerIsNotCheckedAndStartsOverWhenItIsOnlineAgain() throws Exception {
        control.apply(service("web").server("a"));
        control.conclude("web/a", Health.DOWN);
        control.now = control.now.plus(Duration.ofMinutes(1));
        control.say("web/a", AdminState.HALTED);
        assertThat(control.checks.of(Harness.key("web/a"))).isNull();
        assertThat(control.server("web/a").health()).isEqualTo(Health.UNCHECKED);
        assertThat(control.server("web/a").reason()).isNull();
        assertThat(control.server("web/a").since()).isEqualTo(control.now);
        control.say("web/a", AdminState.ONLINE);
        assertThat(control.checks.of(Harness.key("web/a"))).isNotNull();
        assertThat(control.server("web/a").health()).isEqualTo(Health.UNCHECKED);
    }

    @Test
    void verdictOfAStoppedCheckIsVoid() throws Exception {
        control.apply(service("web").server("a"));
        Standing check = Objects.requireNonNull(control.checks.of(Harness.key("web/a")));
        control.say("web/a", AdminState.HALTED);
        control.say("web/a", AdminState.ONLINE);
        long generation = control.publisher.current().generation();
        control.writer.take(
                List.of(new SnapshotWriter.Verdict(check, new HealthTrack(Health.DOWN, 0, Harness.REFUSED))));
        assertThat(control.publisher.current().generation()).isEqualTo(generation);
    }

    @Test
    void haltingForgetsTheServersClients() throws Exception {
        control.apply(service("web").server("a").server("b").sticky());
        AddressTable table = stick("web", "a", "b");
        control.say("web/a", AdminState.HALTED);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void drainingKeepsTheServersClientsUnlessTheServiceSaysOtherwise() throws Exception {
        control.apply(
                service("web").server("a").sticky(), service("mail").server("a").stickyClearedOnDrain());
        AddressTable kept = stick("web", "a");
        AddressTable cleared = stick("mail", "a");
        control.say("web/a", AdminState.DRAINING);
        control.say("mail/a", AdminState.DRAINING);
        assertThat(kept.size()).isEqualTo(1);
        assertThat(cleared.size()).isZero();
        // A connection that read the snapshot before sticks its client a moment later.
        stick("mail", "a");
        control.writer.tick();
        assertThat(cleared.size()).isZero();
    }

    @Test
    void drainedIsToldOnceWhenTheLastConnectionEnds() throws Exception {
        control.apply(service("web").server("a").server("b"));
        assertThat(control.server("web/a").load().tryAcquire(0)).isTrue();
        control.say("web/a", AdminState.DRAINING);
        control.writer.tick();
        assertThat(control.eventTexts()).doesNotContain("server web/a is drained: its last connection ended");
        assertThat(control.writer.awaitsDrains()).isTrue();
        control.server("web/a").load().release();
        control.writer.tick();
        control.writer.tick();
        assertThat(control.eventTexts()).containsOnlyOnce("server web/a is drained: its last connection ended");
        assertThat(control.writer.awaitsDrains()).isFalse();
    }

    @Test
    void abandonedDrainIsNotAwaited() throws Exception {
        control.apply(service("web").server("a"));
        assertThat(control.server("web/a").load().tryAcquire(0)).isTrue();
        control.say("web/a", AdminState.DRAINING);
        control.say("web/a", AdminState.ONLINE);
        control.server("web/a").load().release();
        control.writer.tick();
        assertThat(control.writer.awaitsDrains()).isFalse();
        assertThat(control.eventTexts()).noneMatch(text -> text.contains("drained"));
    }

    @Test
    void weightHoldsUntilTheFileChangesItOrTheDaemonRestarts() throws Exception {
        control.apply(service("web").server("a", 100));
        assertThat(control.writer.setWeight(Harness.key("web/a"), 7)).containsExactly("server web/a weight 100 -> 7");
        control.apply(service("web").server("a", 100).server("b"));
        assertThat(control.server("web/a").weight()).isEqualTo(7);
        control.apply(service("web").server("a", 50));
        assertThat(control.server("web/a").weight()).isEqualTo(50);
        control.writer.setWeight(Harness.key("web/a"), 7);
        restart();
        control.apply(service("web").server("a", 50));
        assertThat(control.server("web/a").weight()).isEqualTo(50);
        assertThatThrownBy(() -> control.writer.setWeight(Harness.key("web/a"), 65536))
                .hasMessage("weight 65536 is not in 0..65535");
    }

    @Test
    void stateThatCannotBeSavedIsRefusedAndNothingChanges() throws Exception {
        control.apply(service("web").server("a"));
        Path inTheWay = directory.resolve("admin-states.json");
        Files.createDirectories(inTheWay.resolve("sub"));
        assertThatThrownBy(() -> control.say("web/a", AdminState.HALTED)).isInstanceOf(IOException.class);
        assertThat(control.server("web/a").adminState()).isEqualTo(AdminState.ONLINE);
        Files.delete(inTheWay.resolve("sub"));
        Files.delete(inTheWay);
    }

    @Test
    void sessionsAreClearedForOneClientOrAll() throws Exception {
        control.apply(
                service("web").server("a").server("b").sticky(), service("mail").server("a"));
        stick("web", "a", "b");
        assertThat(control.writer.clearSessions("web", "198.51.100.1")).isEqualTo(1);
        assertThat(control.writer.clearSessions("web", "198.51.100.1")).isZero();
        assertThat(control.writer.clearSessions("web", null)).isEqualTo(1);
        assertThat(control.writer.clearSessions("mail", null)).isZero();
        assertThat(control.eventTexts()).last().isEqualTo("service web: 1 session cleared by the operator");
    }

    private AddressTable stick(String service, String... servers) {
        AddressTable table = Objects.requireNonNull(control.service(service).sources());
        for (int i = 0; i < servers.length; i++) {
            IpAddress client = IpAddress.of("198.51.100." + (i + 1));
            table.store(
                    client.high(),
                    client.low(),
                    client.v6(),
                    control.server(service + "/" + servers[i]).id());
        }
        return table;
    }
}
