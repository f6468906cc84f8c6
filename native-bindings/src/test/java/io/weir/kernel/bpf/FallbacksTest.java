package io.weir.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.netlink.Classifiers;
import io.weir.kernel.netlink.IngressClassifier;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NoLeakedDescriptors.class)
class FallbacksTest {
    private Cable cable;
    private String untouched;

    @BeforeEach
    void connect() throws Exception {
        cable = new Cable();
        untouched = cable.qdiscs();
    }

    @AfterEach
    void disconnect() {
        cable.close();
    }

    @ParameterizedTest
    @EnumSource
    void anXdpProgramByNetlinkMeetsFramesUntilItIsClosed(XdpMode mode) throws Exception {
        try (Counting first = Counting.load("first", Program.Type.XDP, TestRun.XDP_DROP);
                Counting second = Counting.load("second", Program.Type.XDP, TestRun.XDP_DROP)) {
            NetlinkXdp attached = cable.host.call(() -> NetlinkXdp.attach(cable.index, first.program(), mode));
            try (attached) {
                assertThat(cable.show()).contains(mode == XdpMode.NATIVE ? " xdp " : " xdpgeneric ", "name first");
                cable.awaitCounting(first);
                attached.update(second.program());
                cable.awaitCounting(second);
                assertThat(cable.counts(first)).isFalse();
            }
            assertThat(cable.show()).doesNotContain(" xdp");
            attached.close();
        }
    }

    @Test
    void aProgramOfSomebodyElseStays() throws Exception {
        try (Counting ours = Counting.load("weir_xdp", Program.Type.XDP, TestRun.XDP_PASS);
                Counting theirs = Counting.load("theirs", Program.Type.XDP, TestRun.XDP_PASS);
                NetlinkXdp there =
                        cable.host.call(() -> NetlinkXdp.attach(cable.index, theirs.program(), XdpMode.NATIVE))) {
            assertThatThrownBy(
                            () -> cable.host.call(() -> NetlinkXdp.attach(cable.index, ours.program(), XdpMode.NATIVE)))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageContaining("the XDP program \"theirs\" (number "
                            + theirs.program().id() + ") is attached to it");
            assertThat(cable.host.call(() -> NetlinkXdp.removeLeft(cable.index, "weir_xdp")))
                    .isFalse();
            assertThat(cable.show()).contains("name theirs");
            there.update(ours.program());
            assertThat(cable.show()).contains("name weir_xdp");
        }
    }

    @Test
    void whatTheDriverSaysIsTold() throws Exception {
        cable.useLargeFrames();
        try (Counting xdp = Counting.load("xdp", Program.Type.XDP, TestRun.XDP_PASS)) {
            assertThatThrownBy(
                            () -> cable.host.call(() -> NetlinkXdp.attach(cable.index, xdp.program(), XdpMode.NATIVE)))
                    .hasMessageContaining("MTU");
            assertThatThrownBy(() -> cable.host.call(() -> BpfLink.xdp(cable.index, xdp.program(), XdpMode.NATIVE)))
                    .hasMessageContaining("the MTU is too large for native XDP");
        }
    }

    @Test
    void aProgramThatTookThePlaceOfOursStays() throws Exception {
        try (Counting ours = Counting.load("weir_xdp", Program.Type.XDP, TestRun.XDP_PASS);
                Counting again = Counting.load("weir_xdp", Program.Type.XDP, TestRun.XDP_PASS)) {
            NetlinkXdp first = cable.host.call(() -> NetlinkXdp.attach(cable.index, ours.program(), XdpMode.GENERIC));
            try (NetlinkXdp second =
                    cable.host.call(() -> NetlinkXdp.attach(cable.index, again.program(), XdpMode.GENERIC))) {
                first.close();
                assertThat(cable.show()).contains("name weir_xdp");
                second.update(ours.program());
            }
            assertThat(cable.show()).doesNotContain("xdp");
        }
    }

    @Test
    void whatAKilledProcessLeftByNetlinkIsRemoved() throws Exception {
        cable.held("netlink").destroyForcibly().waitFor();
        assertThat(cable.show()).contains("name held");
        assertThat(cable.host.call(() -> NetlinkXdp.removeLeft(cable.index, "held")))
                .isTrue();
        assertThat(cable.show()).doesNotContain("xdp");
        assertThat(cable.host.call(() -> NetlinkXdp.removeLeft(cable.index, "held")))
                .isFalse();
    }

    @Test
    void aFilterOfTcMeetsFramesUntilItIsClosed() throws Exception {
        try (Counting first = Counting.load("first", Program.Type.SCHED_CLS, TestRun.TC_ACT_UNSPEC);
                Counting second = Counting.load("second", Program.Type.SCHED_CLS, TestRun.TC_ACT_SHOT)) {
            ClsactFilter attached = cable.host.call(() -> ClsactFilter.attach(cable.index, first.program()));
            try (attached) {
                assertThat(cable.filters()).contains("bpf", "weir direct-action");
                cable.awaitCounting(first);
                attached.update(second.program());
                cable.awaitCounting(second);
                assertThat(cable.counts(first)).isFalse();
            }
            assertThat(cable.filters()).isBlank();
            assertThat(cable.qdiscs()).isEqualTo(untouched);
            attached.close();
        }
    }

    @Test
    void filtersOfOthersStay() throws Exception {
        cable.host.run("tc", "qdisc", "add", "dev", Cable.LINK, "clsact");
        String empty = cable.qdiscs();
        try (Counting ours = Counting.load("ours", Program.Type.SCHED_CLS, TestRun.TC_ACT_UNSPEC);
                Counting theirs = Counting.load("theirs", Program.Type.SCHED_CLS, TestRun.TC_ACT_UNSPEC);
                Classifiers others = cable.host.call(Classifiers::open)) {
            cable.host
                    .call(() -> ClsactFilter.attach(cable.index, ours.program()))
                    .close();
            assertThat(cable.qdiscs()).isEqualTo(empty);
            cable.host.run("tc", "qdisc", "del", "dev", Cable.LINK, "clsact");
            try (ClsactFilter attached = cable.host.call(() -> ClsactFilter.attach(cable.index, ours.program()))) {
                IngressClassifier before = new IngressClassifier(cable.index, 1, 10, "theirs", 0);
                others.add(before, theirs.program().fd(), false);
                assertThat(others.ingress(cable.index))
                        .extracting(IngressClassifier::name)
                        .containsExactly("theirs", "weir");
                cable.awaitCounting(ours);
                cable.awaitCounting(theirs);
                attached.update(ours.program());
            }
            assertThat(cable.filters()).contains("theirs").doesNotContain("weir");
            assertThat(cable.host.call(() -> ClsactFilter.removeLeft(cable.index)))
                    .isFalse();
            cable.awaitCounting(theirs);
        }
    }

    @Test
    void whatAKilledProcessLeftAtTcIsRemovedOrReplaced() throws Exception {
        cable.held("clsact").destroyForcibly().waitFor();
        assertThat(cable.filters()).contains("weir direct-action");
        assertThat(cable.host.call(() -> ClsactFilter.removeLeft(cable.index))).isTrue();
        assertThat(cable.qdiscs()).isEqualTo(untouched);

        cable.held("clsact").destroyForcibly().waitFor();
        try (Counting next = Counting.load("next", Program.Type.SCHED_CLS, TestRun.TC_ACT_UNSPEC)) {
            try (ClsactFilter attached = cable.host.call(() -> ClsactFilter.attach(cable.index, next.program()))) {
                cable.awaitCounting(next);
                attached.update(next.program());
                assertThat(cable.filters().lines().filter(line -> line.contains("weir")))
                        .hasSize(1);
            }
        }
        assertThat(cable.qdiscs()).isEqualTo(untouched);
    }

    @Test
    void theyAreTakenWhereLinksAreMissing() throws Exception {
        BpfFeatures all = BpfFeatures.probe();
        BpfFeatures old = all.without(BpfFeature.XDP_LINK).without(BpfFeature.TCX);
        try (Counting xdp = Counting.load("xdp", Program.Type.XDP, TestRun.XDP_PASS);
                Counting tc = Counting.load("tc", Program.Type.SCHED_CLS, TestRun.TC_ACT_UNSPEC)) {
            for (BpfFeatures features : List.of(all, old)) {
                try (Attachment first = cable.host.call(
                                () -> Attachment.xdp(features, cable.index, xdp.program(), XdpMode.GENERIC));
                        Attachment second =
                                cable.host.call(() -> Attachment.ingress(features, cable.index, tc.program()))) {
                    cable.awaitCounting(xdp);
                    cable.awaitCounting(tc);
                    assertThat(first instanceof BpfLink).isEqualTo(features.has(BpfFeature.XDP_LINK));
                    assertThat(second instanceof BpfLink).isEqualTo(features.has(BpfFeature.TCX));
                }
            }
        }
        assertThat(cable.qdiscs()).isEqualTo(untouched);
    }

    @Test
    void anInterfaceThatIsGoneIsNoErrorAtTheEnd() throws Exception {
        try (Counting xdp = Counting.load("xdp", Program.Type.XDP, TestRun.XDP_PASS);
                Counting tc = Counting.load("tc", Program.Type.SCHED_CLS, TestRun.TC_ACT_UNSPEC)) {
            NetlinkXdp first = cable.host.call(() -> NetlinkXdp.attach(cable.index, xdp.program(), XdpMode.GENERIC));
            ClsactFilter second = cable.host.call(() -> ClsactFilter.attach(cable.index, tc.program()));
            cable.host.ip("link", "del", Cable.LINK);
            first.close();
            second.close();
            assertThatThrownBy(() -> cable.host.call(() -> ClsactFilter.attach(cable.index, tc.program())))
                    .hasMessageContaining("there is no such interface in this network namespace");
            assertThatThrownBy(
                            () -> cable.host.call(() -> NetlinkXdp.attach(cable.index, xdp.program(), XdpMode.GENERIC)))
                    .hasMessageContaining("there is no such interface in this network namespace");
        }
    }
}
