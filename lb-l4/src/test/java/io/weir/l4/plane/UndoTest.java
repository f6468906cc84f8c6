package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane;
import io.weir.core.control.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that is refused leaves the host as it was. */
class UndoTest {
    private final PlaneLab lab;

    UndoTest(@TempDir Path directory) throws IOException {
        lab = new PlaneLab(directory);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private void assertAllGivenBack() {
        assertThat(lab.host.guard().closed).isTrue();
        assertThat(lab.host.wire().closed).isTrue();
        assertThat(lab.host.stations.getLast().closed).isTrue();
        assertThat(lab.host.watches.getLast().closed).isTrue();
    }

    @Test
    void queuesThatCannotBeOpened() throws Exception {
        lab.host.refusesQueues = new IOException("no memory");
        assertThatThrownBy(() -> lab.apply(PlaneLab.web("l4-snat", "10.0.0.5")))
                .isInstanceOf(ApplyException.class)
                .hasMessageContaining("layer 4: no memory");
        assertAllGivenBack();
        lab.host.refusesQueues = null;
        lab.apply(PlaneLab.web("l4-snat", "10.0.0.5"));
        assertThat(lab.syn(1000)).startsWith(2, 0x55);
        assertThat(lab.host.guard().closed).isFalse();
    }

    @Test
    void anotherPlaneRefusesTheFirst() throws Exception {
        Snapshot next = staged(PlaneLab.web("l4-snat", "10.0.0.5"));
        try (L4Plane fresh = new L4Plane(lab.host)) {
            DataPlane.Staged staged = fresh.stage(Snapshot.empty(), next);
            FakeEngine engine = lab.engine();
            staged.rollback();
            assertThat(engine.closed).isTrue();
            assertAllGivenBack();
            assertThat(fresh.links()).isEmpty();
        }
    }

    @Test
    void anotherPlaneRefusesALaterOne() throws Exception {
        Snapshot next = staged(PlaneLab.web("l4-snat", "10.0.0.5"));
        try (L4Plane fresh = new L4Plane(lab.host)) {
            Snapshot first = staged(PlaneLab.web("l4-nat", "10.0.0.5"));
            fresh.stage(Snapshot.empty(), first).commit();
            fresh.adopt(Snapshot.empty(), first);
            FakeGuard guard = lab.host.guard();
            DataPlane.Staged staged = fresh.stage(first, next);
            assertThat(guard.reserved).isTrue();
            staged.rollback();
            assertThat(guard.reserved).isFalse();
            assertThat(guard.closed).isFalse();
        }
    }

    @Test
    void aFaultWhileTheWireIsAskedClosesWhatWasOpened() throws Exception {
        lab.host.wireFault = new IllegalStateException("a fault");
        assertThatThrownBy(() -> lab.apply(PlaneLab.web("l4-snat", "10.0.0.5"))).isInstanceOf(ApplyException.class);
        assertThat(lab.engine().closed).isTrue();
        assertAllGivenBack();
    }

    @Test
    void foreignSourceAddressesNeedNoPortsOfTheHost() throws Exception {
        lab.applyWith("snat-addresses: [10.0.0.200]", PlaneLab.web("l4-snat", "10.0.0.5"));
        assertThat(lab.host.guard().reserved).isFalse();
    }

    @Test
    void theEndGivesEverythingBack() throws Exception {
        lab.apply(PlaneLab.web("l4-snat", "10.0.0.5"));
        assertThat(lab.host.guard().reserved).isTrue();
        FakeEngine engine = lab.engine();
        lab.close();
        assertThat(engine.closed).isTrue();
        assertAllGivenBack();
    }

    /** As the control plane compiles it. */
    private Snapshot staged(String service) throws ApplyException {
        lab.apply(service);
        return lab.control().current();
    }
}
