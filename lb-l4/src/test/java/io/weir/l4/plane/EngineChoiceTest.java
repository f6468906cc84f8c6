package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.service.Configuration.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@code l4.engine} comes to, once it is tried. */
class EngineChoiceTest {
    private static final List<EngineFinding> ALL = List.of(
            new EngineFinding(Engine.AF_PACKET, Optional.empty(), true, List.of()),
            new EngineFinding(Engine.IO_URING, Optional.empty(), true, List.of()),
            new EngineFinding(Engine.AF_XDP, Optional.empty(), true, List.of()));

    private final FakeHost host = new FakeHost();
    private final List<EngineChoice> tried = new ArrayList<>();
    private final List<FakeHost.FakeQueues> opened = new ArrayList<>();
    private @Nullable IOException refusal;
    private @Nullable String shortcoming;

    private EngineChoice chosen(Engine wanted) throws IOException {
        return EngineChoice.open(wanted, ALL, this::open).choice();
    }

    private Host.Queues open(EngineChoice choice) throws IOException {
        tried.add(choice);
        if (choice.engine() == Engine.AF_XDP && refusal != null) {
            throw refusal;
        }
        FakeHost.FakeQueues queues = new FakeHost.FakeQueues(host, List.of(), 1);
        queues.shortcoming = choice.engine() == Engine.AF_XDP ? shortcoming : null;
        opened.add(queues);
        return queues;
    }

    @Test
    void autoTakesXdpThatServesAsWellAsItCan() throws Exception {
        assertThat(chosen(Engine.AUTO).engine()).isEqualTo(Engine.AF_XDP);
        assertThat(opened).hasSize(1).noneMatch(queues -> queues.closed);
    }

    @Test
    void autoTakesPacketSocketsWhereXdpCopiesAfterAll() throws Exception {
        shortcoming = "it would serve eth0 generic copying";
        EngineChoice chosen = chosen(Engine.AUTO);
        assertThat(chosen.engine()).isEqualTo(Engine.AF_PACKET);
        assertThat(chosen.reason()).isEqualTo("auto: not af-xdp, since it would serve eth0 generic copying");
        assertThat(opened).extracting(queues -> queues.closed).containsExactly(true, false);
    }

    @Test
    void autoTakesPacketSocketsWhereXdpCannotBeOpened() throws Exception {
        refusal = new IOException("another program is on eth0");
        EngineChoice chosen = chosen(Engine.AUTO);
        assertThat(chosen.engine()).isEqualTo(Engine.AF_PACKET);
        assertThat(chosen.reason()).contains("cannot be opened: another program is on eth0");
    }

    @Test
    void whatTheFileSaysIsTakenOrRefused() throws Exception {
        shortcoming = "it would serve eth0 generic copying";
        assertThat(chosen(Engine.AF_XDP)).isEqualTo(new EngineChoice(Engine.AF_XDP, "l4.engine"));
        refusal = new IOException("another program is on eth0");
        assertThatThrownBy(() -> chosen(Engine.AF_XDP)).isSameAs(refusal);
        assertThat(tried).extracting(EngineChoice::engine).containsOnly(Engine.AF_XDP);
    }
}
