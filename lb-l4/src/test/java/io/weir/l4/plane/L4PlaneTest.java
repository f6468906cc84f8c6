package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What layer 4 takes of a host, and when. */
class L4PlaneTest {
    private final PlaneLab lab;

    L4PlaneTest(@TempDir Path directory) throws IOException {
        this.lab = new PlaneLab(directory);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void nothingIsTakenWithoutAService() throws Exception {
        lab.apply();
        assertThat(lab.host.guards).isEmpty();
        assertThat(lab.host.queues).isEmpty();
    }

    @Test
    void aServiceTakesLinksAndItsVip() throws Exception {
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));
        assertThat(lab.host.queues.getLast().names()).containsExactly("eth0", "eth1");
        assertThat(lab.host.guard().opened.getLast()).containsExactly("eth0", "eth1");
        assertThat(lab.host.wire().announced).hasSize(1);
        assertThat(lab.answersFor("192.0.2.10")).isTrue();
        assertThat(lab.syn(1000)).startsWith(2, 0x55);
    }
}
