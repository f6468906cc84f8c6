package io.weir.core.control;

import static io.weir.core.control.ServiceSample.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.health.Standing;
import io.weir.core.net.IpAddress;
import io.weir.core.persist.AddressTable;
import io.weir.core.schedule.CandidateFilter;
import io.weir.core.schedule.Scheduler;
import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import io.weir.core.service.Health;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.RealServer;
import io.weir.core.service.SchedulerKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
class ApplyTest {
    private static final IpAddress CLIENT = IpAddress.of("198.51.100.7");

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

    @Test
    void planesStageInOrderAndCommitInReverseBeforeTheyAdopt() throws Exception {
        control.apply(service("web").server("a"));
        assertThat(control.calls)
                .containsExactly(
                        "addresses stage 1",
                        "proxy stage 1",
                        "proxy commit 1",
                        "addresses commit 1",
                        "addresses adopt 1",
                        "proxy adopt 1");
    }

    /** Planes take what they find on the host for their own when they commit: a second daemon must not get that far. */
    @Test
    void stopAfterAFirstConfigurationThatWasRefusedTouchesNothing() throws Exception {
        control.proxy.refuse("port 443 is taken");
        assertThatThrownBy(() -> control.apply(service("web").server("a"))).isInstanceOf(ApplyException.class);
        control.calls.clear();
        control.close();
        assertThat(control.calls).isEmpty();
    }

    @Test
    void refusedConfigurationChangesNothingAndTellsEveryProblem() throws Exception {
        control.apply(service("web").server("a"));
        Snapshot before = control.publisher.current();
        control.calls.clear();
        control.proxy.refuse("127.0.0.1:443 is in use");
        assertThatThrownBy(() -> control.apply(service("web").server("b")))
                .isInstanceOf(ApplyException.class)
                .hasMessage("127.0.0.1:443 is in use");
        assertThat(control.calls).containsExactly("addresses stage 2", "proxy stage 2", "addresses rollback 2");
        assertThat(control.publisher.current()).isSameAs(before);
        assertThat(control.eventTexts()).last().isEqualTo("configuration refused: 127.0.0.1:443 is in use");

        control.addresses.refuse("eth9 does not exist");
        assertThatThrownBy(() -> control.apply(service("web").server("b")))
                .extracting(e -> ((ApplyException) e).problems())
                .isEqualTo(List.of("eth9 does not exist", "127.0.0.1:443 is in use"));
    }

    @Test
    void serviceThatTheConfigurationDoesNotTouchIsTheSameObject() throws Exception {
        control.apply(service("web").server("a").sticky(), service("mail").server("b"));
        control.conclude("web/a", Health.UP);
        control.writer.setWeight(Harness.key("web/a"), 7);
        ServiceSnapshot web = control.service("web");
        Standing check = control.checks.of(Harness.key("web/a"));
        control.apply(
                service("mail").server("b").server("c"),
                service("web").server("a").sticky());
        assertThat(control.service("web")).isSameAs(web);
        assertThat(control.checks.of(Harness.key("web/a"))).isSameAs(check);
    }

    @Test
    void changedServiceKeepsWhatDidNotChange() throws Exception {
        control.apply(service("web").server("a").server("b").sticky());
        control.conclude("web/a", Health.GOING_DOWN);
        ServerSnapshot a = control.server("web/a");
        ServiceSnapshot before = control.service("web");
        Standing check = control.checks.of(Harness.key("web/a"));
        control.apply(service("web").server("a").server("c").sticky().scheduler(SchedulerKind.RR));
        ServiceSnapshot after = control.service("web");
        assertThat(after.server("a")).isSameAs(a);
        assertThat(after.load()).isSameAs(before.load());
        assertThat(after.persistence()).isSameAs(before.persistence());
        assertThat(control.checks.of(Harness.key("web/a"))).isSameAs(check);
        assertThat(control.server("web/c").id())
                .isNotIn(before.servers().stream().map(ServerSnapshot::id).toList());
    }

    @Test
    void serverWithAnotherAddressIsAnotherServer() throws Exception {
        control.apply(service("web").server("a"));
        control.conclude("web/a", Health.DOWN);
        ServerSnapshot before = control.server("web/a");
        control.apply(service("web")
                .server(new RealServer("a", IpAddress.of("127.9.9.9"), 80, 100, false, 0, AdminState.ONLINE)));
        ServerSnapshot after = control.server("web/a");
        assertThat(after.id()).isNotEqualTo(before.id());
        assertThat(after.load()).isNotSameAs(before.load());
        assertThat(after.health()).isEqualTo(Health.UNCHECKED);
    }

    @Test
    void anotherServerIsCheckedAnewAlsoOnTheSamePort() throws Exception {
        control.apply(service("web").server("a").checkPort(9));
        control.conclude("web/a", Health.UP);
        Standing check = control.checks.of(Harness.key("web/a"));
        control.apply(service("web")
                .checkPort(9)
                .server(new RealServer("a", ServiceSample.addressOf("a"), 81, 100, false, 0, AdminState.ONLINE)));
        // A check that went on would have nothing new to say, and the server would stay unchecked.
        assertThat(control.server("web/a").health()).isEqualTo(Health.UNCHECKED);
        assertThat(control.checks.of(Harness.key("web/a"))).isNotNull().isNotSameAs(check);
    }

    @Test
    void schedulerLivesAsLongAsItsCandidates() throws Exception {
        control.apply(service("web").server("a").server("b"));
        Scheduler scheduler = control.service("web").scheduler();
        control.conclude("web/a", Health.GOING_DOWN);
        assertThat(control.service("web").scheduler()).isSameAs(scheduler);
        control.conclude("web/a", Health.DOWN);
        assertThat(control.service("web").scheduler()).isNotSameAs(scheduler);
    }

    @Test
    void changedCheckStartsAnewWithTheVerdictSoFar() throws Exception {
        control.apply(service("web").server("a").server("b"));
        control.conclude("web/a", Health.DOWN);
        control.conclude("web/b", Health.GOING_DOWN);
        Standing check = control.checks.of(Harness.key("web/a"));
        control.apply(service("web").server("a").server("b").interval(Duration.ofSeconds(9)));
        assertThat(control.checks.of(Harness.key("web/a"))).isNotNull().isNotSameAs(check);
        assertThat(control.server("web/a").health()).isEqualTo(Health.DOWN);
        assertThat(control.server("web/a").reason()).isEqualTo(Harness.REFUSED);
        assertThat(control.server("web/b").health()).isEqualTo(Health.UP);
    }

    @Test
    void checkComesFromTheSourceAddressOfTheService() throws Exception {
        control.apply(service("web").server("a").source("127.0.0.9"));
        Standing check = Objects.requireNonNull(control.checks.of(Harness.key("web/a")));
        assertThat(check.target().source()).isEqualTo(IpAddress.of("127.0.0.9"));
        assertThat(check.target().port()).isEqualTo(80);
    }

    @Test
    void serverWithoutAPortIsCheckedOnTheServicesFirstPort() throws Exception {
        control.apply(service("web")
                .server(new RealServer("a", IpAddress.of("127.9.9.9"), 0, 100, false, 0, AdminState.ONLINE)));
        Standing check = Objects.requireNonNull(control.checks.of(Harness.key("web/a")));
        assertThat(check.target().port()).isEqualTo(8080);
    }

    @Test
    void onAndOffDecideWithoutACheck() throws Exception {
        control.apply(service("web").server("a").check(HealthCheck.Type.OFF));
        assertThat(control.server("web/a").health()).isEqualTo(Health.DOWN);
        assertThat(control.server("web/a").reason()).hasToString("OFF switched off by the health check \"off\"");
        control.apply(service("web").server("a").check(HealthCheck.Type.ON));
        assertThat(control.server("web/a").health()).isEqualTo(Health.UP);
        assertThat(control.server("web/a").reason()).isNull();
        assertThat(control.checks.of(Harness.key("web/a"))).isNull();
        control.apply(service("web").server("a"));
        assertThat(control.server("web/a").health()).isEqualTo(Health.UNCHECKED);
        assertThat(control.checks.of(Harness.key("web/a"))).isNotNull();
        assertThat(control.eventTexts()).contains("server web/a down -> up", "server web/a up -> unchecked");
    }

    @Test
    void clientsStayOnTheirServerOverAReload() throws Exception {
        control.apply(service("web").server("a").server("b").sticky());
        ServerSnapshot chosen = choose("web");
        control.apply(service("web").server("b").server("a").server("c").sticky());
        assertThat(choose("web").id()).isEqualTo(chosen.id());
        control.apply(service("web").server("b").server("a").server("c").stickyClearedOnDrain());
        assertThat(choose("web").id()).isEqualTo(chosen.id());
    }

    @Test
    void clientsOfARemovedServerAreForgotten() throws Exception {
        control.apply(service("web").server("a").sticky());
        choose("web");
        AddressTable table = Objects.requireNonNull(control.service("web").sources());
        assertThat(table.size()).isEqualTo(1);
        control.apply(service("web").server("b").sticky());
        assertThat(control.service("web").persistence()).isSameAs(table);
        assertThat(table.size()).isZero();
        assertThat(control.checks.of(Harness.key("web/a"))).isNull();
    }

    @Test
    void removedServiceIsNoLongerChecked() throws Exception {
        control.apply(service("web").server("a"), service("mail").server("b"));
        control.apply(service("mail").server("b"));
        assertThat(control.checks.of(Harness.key("web/a"))).isNull();
        assertThat(control.checks.of(Harness.key("mail/b"))).isNotNull();
    }

    @Test
    void changesAreToldInWords() throws Exception {
        assertThat(control.apply(service("web").server("a"), service("old").server("x")))
                .containsExactly("service web added", "service old added");
        assertThat(control.apply(
                        service("web")
                                .server("a", 50)
                                .server("b")
                                .scheduler(SchedulerKind.RR)
                                .fallback(),
                        service("new").server("y")))
                .containsExactly(
                        "service web: scheduler wlc -> rr",
                        "service web: fallback none -> 127.0.0.1 port 9081",
                        "service web: server a: weight 100 -> 50",
                        "service web: server b added",
                        "service new added",
                        "service old removed");
        assertThat(control.eventTexts()).last().asString().startsWith("configuration version 2 applied: service web:");
    }

    @Test
    void changesOfLayer4AreTold() throws Exception {
        control.apply(service("web").server("a"));
        Configuration before = control.publisher.current().configuration();
        Configuration.L4 l4 = new Configuration.L4(
                List.of("eth0"),
                Configuration.Engine.AF_XDP,
                Configuration.XdpMode.NATIVE,
                2,
                4096,
                List.of(IpAddress.of("192.0.2.5")));
        Configuration after = new Configuration(
                before.node(),
                l4,
                before.l7(),
                before.admin(),
                before.fallbackPage(),
                before.virtualServices(),
                before.alerts());
        assertThat(control.writer.apply(after, null))
                .containsExactly(
                        "l4.interfaces auto -> eth0",
                        "l4.snat-addresses none -> 192.0.2.5",
                        "l4.engine auto -> af-xdp (from the next start)",
                        "l4.xdp-mode auto -> native (from the next start)",
                        "l4.workers auto -> 2 (from the next start)",
                        "l4.max-flows 1000000 -> 4096 (from the next start)");
    }

    private ServerSnapshot choose(String service) {
        return Objects.requireNonNull(control.service(service).choose(CLIENT, 80, CandidateFilter.ANY));
    }
}
