package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where flows of mode l4-snat come from. */
class SourcesTest {
    private final PlaneLab lab;

    SourcesTest(@TempDir Path directory) throws IOException {
        lab = new PlaneLab(directory);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void addressesOfTheHostDoNotTakePortsFromOthers() throws Exception {
        lab.applyWith("snat-addresses: [10.0.0.1, 10.0.0.200]", PlaneLab.web("l4-snat", "10.0.0.5"));
        assertThat(lab.host.queues.getLast().steered.getLast().sources()).containsExactly(IpAddress.of("10.0.0.200"));
        assertThat(lab.host.guard().reserved).isFalse();
    }

    @Test
    void addressesOfTheHostHaveThePortsThatItLeaves() throws Exception {
        lab.applyWith("snat-addresses: [10.0.0.1]", PlaneLab.web("l4-snat", "10.0.0.5"));
        Guard.Hidden hidden = Objects.requireNonNull(lab.host.guard().hidden);
        assertThat(hidden.sources()).isEqualTo(Set.of(IpAddress.of("10.0.0.1")));
        assertThat(hidden.sourcePorts()).isEqualTo(new PortSet(List.of(new PortSet.Range(10_240, 32_767))));
    }
}
