package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.control.ApplyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues that others can follow only when they are closed, as those of AF_XDP. */
class ExchangeTest {
    private static final String NEAR = PlaneLab.web("l4-nat", "10.0.0.5");
    private static final String BOTH = PlaneLab.web("l4-nat", "10.0.0.5", "10.4.0.5");

    private final PlaneLab lab;

    ExchangeTest(@TempDir Path directory) throws IOException {
        lab = new PlaneLab(directory);
        lab.host.exclusive = true;
        lab.host.add(4, "vx", "10.4.0.1/24");
    }

    @BeforeEach
    void begin() throws ApplyException {
        lab.apply(NEAR);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private FakeHost.FakeQueues queues() {
        return lab.host.queues.getLast();
    }

    private Map<String, String> problems() {
        return lab.plane.problems();
    }

    private void serves(int port) {
        assertThat(lab.syn(port)).startsWith(2, 0x55);
    }

    @Test
    void theyAreDetachedBeforeAWorkerIsToldAndClosedAfterIt() throws Exception {
        FakeHost.FakeQueues before = queues();
        lab.apply(BOTH);
        assertThat(before.detachedInUse).isTrue();
        assertThat(before.closed).isTrue();
        assertThat(before.closedTooEarly).isFalse();
        assertThat(queues().names()).containsExactly("eth0", "eth1", "vx");
        assertThat(problems()).isEmpty();
        assertThat(lab.plane.engine().map(EngineState::name)).contains("memory");
        serves(1000);
    }

    @Test
    void whatTheyCannotBeFollowedByIsRefusedAndNothingIsClosed() {
        lab.host.refusesOthers = new IOException("vx has 1 queue");
        FakeHost.FakeQueues before = queues();
        assertThatThrownBy(() -> lab.apply(BOTH))
                .isInstanceOf(ApplyException.class)
                .hasMessageContaining("vx has 1 queue");
        assertThat(before.closed).isFalse();
        assertThat(queues()).isSameAs(before);
        assertThat(problems()).isEmpty();
        serves(1000);
    }

    @Test
    void whatCannotBeOpenedAfterAllLeavesTheOldOnesUnderTheNewNumbers() throws Exception {
        lab.host.mostLinks = 2;
        lab.apply(BOTH);
        assertThat(queues().names()).containsExactly("eth0", "eth1");
        assertThat(lab.view().links()).hasSize(3);
        assertThat(problems().get("web")).contains("no queue for the last").contains("only eth0, eth1 are served");
        for (int port = 1000; port < 1020; port++) {
            offer(port);
        }
        assertThat(lab.plane.workers().orElseThrow().ask(path -> true))
                .as("workers alive")
                .containsExactly(true);
        assertThat(lab.plane.workers().orElseThrow().ended()).isFalse();

        lab.host.mostLinks = 3;
        lab.host.turn(false);
        lab.host.turn(false);

        assertThat(queues().names()).containsExactly("eth0", "eth1", "vx");
        assertThat(problems()).isEmpty();
        assertThat(lab.plane.engine().map(EngineState::name)).contains("memory");
        serves(2000);
    }

    private void offer(int port) {
        assertThat(lab.engine().wire.offer(0, PlaneLab.synFrame(port))).isTrue();
    }

    @Test
    void theOldOnesAreInterruptedMoreAndMoreSeldom() throws Exception {
        lab.host.mostLinks = 2;
        lab.apply(BOTH);
        int opened = lab.host.queues.size();
        for (int i = 0; i < 64; i++) {
            lab.host.turn(false);
        }
        assertThat(lab.host.queues.size() - opened).isBetween(4, 6);
    }

    @Test
    void whereNothingCanBeOpenedEveryTurnTriesAgain() throws Exception {
        lab.host.refusesQueues = new IOException("busy for a moment");
        lab.apply(BOTH);
        assertThat(queues().closed).isTrue();
        assertThat(problems().get("web")).contains("busy for a moment");
        lab.host.turn(false);
        assertThat(problems()).containsKey("web");

        lab.host.refusesQueues = null;
        lab.host.turn(false);

        assertThat(queues().names()).containsExactly("eth0", "eth1", "vx");
        assertThat(problems()).isEmpty();
        serves(1000);
    }

    @Test
    void aChangeOfTheHostIsFollowedWhenNothingIsOpen() throws Exception {
        lab.host.refusesQueues = new IOException("busy for a moment");
        lab.apply(BOTH);
        lab.host.interfaces.remove(4);
        lab.host.turn(true);
        assertThat(problems()).containsKey("web");

        lab.host.refusesQueues = null;
        lab.host.turn(false);

        assertThat(queues().names()).containsExactly("eth0", "eth1");
        assertThat(lab.plane.engine().map(EngineState::name)).contains("memory");
    }

    @Test
    void whenTheInterfaceIsGoneTheTroubleEnds() throws Exception {
        lab.host.mostLinks = 2;
        lab.apply(BOTH);
        lab.host.interfaces.remove(4);
        lab.apply(NEAR);
        assertThat(problems()).isEmpty();
        assertThat(lab.plane.engine().map(EngineState::name)).contains("memory");
        serves(1000);
    }
}
