package io.weir.core.control;

import static io.weir.core.control.ServiceSample.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.weir.core.net.IpAddress;
import io.weir.core.persist.AddressTable;
import io.weir.core.schedule.CandidateFilter;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.service.RealServer;
import io.weir.core.service.SchedulerKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server of a new connection, and the one that a running connection must be on. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
class ChoiceTest {
    private static final int WARM_UP = 30_000;
    private static final int RUNS = 5;
    private static final int ROUNDS = 20_000;

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

    private ServiceSnapshot threeServers(ServiceSample sample) throws ApplyException {
        control.apply(sample.server("a").server("b").server("c"));
        return control.service("web");
    }

    private static String name(ServerSnapshot server) {
        return server.name();
    }

    @ParameterizedTest
    @EnumSource(
            value = SchedulerKind.class,
            names = {"SH", "DH", "MH"})
    void hashGivesARunningConnectionTheServerItWasScheduledTo(SchedulerKind kind) throws Exception {
        ServiceSnapshot web = threeServers(service("web").scheduler(kind));
        for (int i = 0; i < 500; i++) {
            IpAddress client = i % 2 == 0 ? IpAddress.v4(0xc6336400 + i) : IpAddress.v6(0x20010db8L << 32, i);
            ServerSnapshot chosen = web.choose(client, 1 + i, CandidateFilter.ANY);
            assertThat(web.chosenBefore(client.high(), client.low(), client.v6(), 1 + i))
                    .isNotNull()
                    .isSameAs(chosen);
        }
    }

    @Test
    void hashGivesARunningConnectionItsServerThoughThatIsFullNow() throws Exception {
        ServiceSample sample = service("web").scheduler(SchedulerKind.SH);
        for (String name : new String[] {"a", "b"}) {
            sample.server(new RealServer(name, ServiceSample.addressOf(name), 80, 100, false, 1, AdminState.ONLINE));
        }
        control.apply(sample);
        ServiceSnapshot web = control.service("web");
        ServerSnapshot chosen = Objects.requireNonNull(web.choose(0, 7, false, 80, CandidateFilter.ANY));
        assertThat(chosen.load().tryAcquire(1)).isTrue();

        assertThat(web.choose(0, 7, false, 80, CandidateFilter.ANY)).isNotSameAs(chosen);
        assertThat(web.chosenBefore(0, 7, false, 80)).isSameAs(chosen);
    }

    @ParameterizedTest
    @EnumSource(
            value = SchedulerKind.class,
            names = {"SH", "DH", "MH"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatTurnsAndLoadChoseIsNotKnownLater(SchedulerKind kind) throws Exception {
        ServiceSnapshot web = threeServers(service("web").scheduler(kind));
        assertThat(web.choose(0, 7, false, 80, CandidateFilter.ANY)).isNotNull();
        assertThat(web.chosenBefore(0, 7, false, 80)).isNull();
    }

    @Test
    void lookingBackTakesNoTurnAndSticksNobody() throws Exception {
        ServiceSnapshot web =
                threeServers(service("web").scheduler(SchedulerKind.RR).sticky());
        AddressTable table = Objects.requireNonNull(web.sources());
        long turn = web.load().nextTurn();
        assertThat(web.chosenBefore(0, 7, false, 80)).isNull();
        assertThat(table.size()).isZero();
        assertThat(web.load().nextTurn()).isEqualTo(turn + 1);
    }

    @Test
    void stuckClientIsOnItsServerAlsoWhileThatDrains() throws Exception {
        ServiceSnapshot web =
                threeServers(service("web").scheduler(SchedulerKind.SH).sticky());
        ServerSnapshot chosen = Objects.requireNonNull(web.choose(0, 7, false, 80, CandidateFilter.ANY));
        control.say("web/" + chosen.name(), AdminState.DRAINING);
        assertThat(control.service("web").chosenBefore(0, 7, false, 80))
                .extracting(ChoiceTest::name)
                .isEqualTo(chosen.name());
        control.say("web/" + chosen.name(), AdminState.HALTED);
        assertThat(control.service("web").chosenBefore(0, 7, false, 80)).isNotEqualTo(chosen);
    }

    @Test
    void onlyServerLeftIsTheOne() throws Exception {
        threeServers(service("web").scheduler(SchedulerKind.WLC));
        control.conclude("web/a", Health.DOWN);
        control.conclude("web/b", Health.DOWN);
        assertThat(control.service("web").chosenBefore(0, 7, false, 80))
                .extracting(ChoiceTest::name)
                .isEqualTo("c");
        control.conclude("web/c", Health.DOWN);
        assertThat(control.service("web").chosenBefore(0, 7, false, 80)).isNull();
    }

    @ParameterizedTest
    @EnumSource(SchedulerKind.class)
    void choosingAllocatesNothing(SchedulerKind kind) throws Exception {
        ServiceSnapshot web = threeServers(service("web").scheduler(kind).sticky());
        AddressTable table = Objects.requireNonNull(web.sources());
        // The table has its size before anything is measured.
        for (int i = 0; i < 1000; i++) {
            table.store(0, i, false, 0);
        }
        @Nullable ServerSnapshot[] kept = new ServerSnapshot[2];
        Runnable round = new Runnable() {
            private int client;

            @Override
            public void run() {
                client++;
                kept[0] = web.choose(0, client, false, 80, CandidateFilter.ANY);
                kept[1] = web.chosenBefore(0, client - 1, false, 80);
            }
        };
        assertThat(allocatedBy(round)).isZero();
        assertThat(kept[0]).isNotNull();
    }

    /** The leanest of several runs, without the cost of asking: what happens once is not the path's. */
    private static long allocatedBy(Runnable round) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run(round, WARM_UP);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            long start = threads.getCurrentThreadAllocatedBytes();
            long asking = threads.getCurrentThreadAllocatedBytes() - start;
            start = threads.getCurrentThreadAllocatedBytes();
            run(round, ROUNDS);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - start - asking);
        }
        return least;
    }

    private static void run(Runnable round, int times) {
        for (int i = 0; i < times; i++) {
            round.run();
        }
    }
}
