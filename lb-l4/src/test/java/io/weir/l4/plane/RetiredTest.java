package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.arp.claim.WantedClaim;
import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Protocol;
import io.weir.l4.flow.EndCause;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.view.ViewServer;
import io.weir.l4.worker.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration gives up remains as it was for the flows that use it, and no longer. */
class RetiredTest {
    private static final Guard.Reply REPLY = new Guard.Reply(IpAddress.of("10.0.0.5"), Protocol.TCP, PortSet.of(80));

    private final PlaneLab lab;

    RetiredTest(@TempDir Path directory) throws IOException {
        lab = new PlaneLab(directory);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private Workers workers() {
        return lab.plane.workers().orElseThrow();
    }

    private void endFlows() {
        workers()
                .ask(path -> path.flows(false)
                        .sweep(0, 1024, (FlowTable table, int slot) -> table.remove(slot, EndCause.EXPIRED)));
    }

    private int flows() {
        return workers().ask(path -> path.flows(false).size()).getFirst();
    }

    private int serverOfFlow() {
        int[] id = new int[1];
        workers().ask(path -> path.flows(false).sweep(0, 1024, (table, slot) -> id[0] = table.serverId(slot)));
        return id[0];
    }

    /** Lets a census and more go by. */
    private void turns() {
        workers().wakeup();
        for (int i = 0; i < 5; i++) {
            PlaneLab.until(() -> workers().adopted() == lab.view().generation());
            lab.host.turn(false);
        }
    }

    @Test
    void repliesStayHiddenWhileFlowsOfTheModeBeforeRun() throws Exception {
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));
        lab.syn(1000);
        lab.apply(PlaneLab.web("l4-snat", "10.0.0.5"));
        turns();
        assertThat(lab.host.guard().replies()).containsExactly(REPLY);
        endFlows();
        turns();
        assertThat(lab.host.guard().replies()).isEmpty();
    }

    @Test
    void repliesAreForgottenWhenNoFlowUsesThem() throws Exception {
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));
        lab.apply(PlaneLab.web("l4-snat", "10.0.0.5"));
        lab.syn(1000);
        turns();
        assertThat(flows()).isEqualTo(1);
        assertThat(lab.host.guard().replies()).isEmpty();
    }

    @Test
    void aServerThatIsRemovedServesItsFlowsAndIsForgotten() throws Exception {
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));
        lab.syn(1000);
        int id = serverOfFlow();
        lab.apply();
        turns();
        assertThat(lab.view().server(id)).isNotNull();
        assertThat(lab.answersFor("192.0.2.10")).isTrue();
        assertThat(lab.host.wire().held).extracting(WantedClaim::address).containsExactly(PlaneLab.VIP);
        assertThat(lab.syn(1000)).as("the same flow").startsWith(2, 0x55);
        endFlows();
        turns();
        assertThat(lab.view().server(id)).isNull();
        assertThat(lab.answersFor("192.0.2.10")).isFalse();
        assertThat(lab.host.wire().held).isEmpty();
    }

    private static String withFallback(String address) {
        return PlaneLab.web("l4-nat", "10.0.0.5").replace("type: on", "type: off") + "    fallback: { address: "
                + address + ", port: 80 }\n";
    }

    @Test
    void anotherFallbackLeavesTheFlowsOfTheFirstAlone() throws Exception {
        lab.apply(withFallback("10.0.0.98"));
        byte[] first = lab.syn(1000);
        ViewServer before = Objects.requireNonNull(lab.view().server(serverOfFlow()));

        lab.apply(withFallback("10.0.0.99"));
        turns();

        assertThat(Arrays.copyOf(lab.syn(1000), 6)).isEqualTo(Arrays.copyOf(first, 6));
        assertThat(before.load().active()).isEqualTo(1);
        assertThat(lab.host.guard().replies())
                .extracting(Guard.Reply::server)
                .contains(IpAddress.of("10.0.0.98"), IpAddress.of("10.0.0.99"));
        endFlows();
        assertThat(before.load().active()).isZero();
        assertThat(before.serviceLoad().active()).isZero();
        turns();
        assertThat(lab.view().server(before.id())).isNull();
    }

    @Test
    void aFallbackThatIsRemovedGivesItsPlacesBack() throws Exception {
        lab.apply(withFallback("10.0.0.98"));
        lab.syn(1000);
        ViewServer before = Objects.requireNonNull(lab.view().server(serverOfFlow()));
        lab.apply(PlaneLab.web("l4-nat", "10.0.0.5"));
        turns();
        assertThat(flows()).isEqualTo(1);
        endFlows();
        assertThat(before.load().active()).isZero();
        assertThat(before.serviceLoad().active()).isZero();
    }

    @Test
    void aSourceAddressStaysWhileFlowsComeFromIt() throws Exception {
        String service = PlaneLab.web("l4-snat", "10.0.0.5");
        IpAddress old = IpAddress.of("10.0.0.200");
        lab.applyWith("snat-addresses: [10.0.0.200]", service);
        lab.syn(1000);

        lab.applyWith("snat-addresses: [10.0.0.201]", service);
        turns();
        assertThat(lab.view().isSource(old.high(), old.low(), false)).isTrue();
        assertThat(lab.answersFor("10.0.0.200")).isTrue();
        assertThat(lab.host.wire().held).extracting(WantedClaim::address).contains(old);
        assertThat(Objects.requireNonNull(lab.host.guard().hidden).addresses()).contains(old);
        assertThat(lab.host.queues.getLast().steered.getLast().sources()).contains(old);

        endFlows();
        turns();
        assertThat(lab.view().isSource(old.high(), old.low(), false)).isFalse();
        assertThat(lab.answersFor("10.0.0.200")).isFalse();
        assertThat(lab.host.wire().held).extracting(WantedClaim::address).doesNotContain(old);
    }

    @Test
    void aSourceAddressThatTheHostTakesIsTheHosts() throws Exception {
        String service = PlaneLab.web("l4-snat", "10.0.0.5");
        lab.applyWith("snat-addresses: [10.0.0.200]", service);
        lab.syn(1000);
        lab.host.add(3, "eth1", "10.0.0.1/24", "10.0.0.200/32");
        lab.host.turn(true);
        turns();
        assertThat(lab.answersFor("10.0.0.200")).isFalse();
        assertThat(Objects.requireNonNull(lab.host.guard().hidden).addresses())
                .doesNotContain(IpAddress.of("10.0.0.200"));
    }
}
