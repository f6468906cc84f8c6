package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.control.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers whose default gateway is another. */
class NatRepliesTest {
    private final PlaneLab lab;

    NatRepliesTest(@TempDir Path directory) throws IOException {
        lab = new PlaneLab(directory);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp", "tcp+udp"})
    void aServerThatGetsPacketsAndSendsNoneIsTold(String protocol) throws Exception {
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5") + "    protocol: " + protocol + "\n");
        Snapshot snapshot = lab.control().current();
        NatReplies replies = new NatReplies();
        List<String> found = new ArrayList<>();
        replies.look(snapshot, 0, (service, server) -> found.add(server.name()));
        snapshot.services().getFirst().servers().getFirst().load().addPacketsIn(3);
        replies.look(snapshot, TimeUnit.SECONDS.toNanos(6), (service, server) -> found.add(server.name()));
        assertThat(found).containsExactly("s10.0.0.5");
        assertThat(replies.problem(snapshot.services().getFirst())).isNotNull();
    }
}
