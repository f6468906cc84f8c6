package io.weir.arp.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.arp.check.CheckReport.Answer;
import io.weir.arp.check.CheckReport.Form;
import io.weir.arp.wire.FakeLinks;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WhoHasTest {
    private static final IpAddress NOBODY = IpAddress.of("0.0.0.0");

    private final FakeLinks sent = new FakeLinks();
    private final CheckPlan plan = Plans.plan();
    private final WhoHas who = new WhoHas(plan, 0);

    private void turns(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(who.turn(sent, who.nextAt())).isFalse();
        }
    }

    @Test
    void asksAsAStrangerFirstAndThenFromOurAddress() {
        turns(2 * WhoHas.QUESTIONS);

        assertThat(who.turn(sent, who.nextAt())).isTrue();
        List<byte[]> frames = sent.take();
        assertThat(frames.stream()
                        .filter(frame -> target(frame).equals(Plans.VIP))
                        .map(WhoHasTest::sender))
                .containsExactly(NOBODY, NOBODY, NOBODY, Plans.OWN, Plans.OWN, Plans.OWN);
        assertThat(frames.stream().filter(frame -> target(frame).equals(Plans.RIP)))
                .hasSize(6);
    }

    private static IpAddress sender(byte[] frame) {
        return IpAddress.ofBytes(Arrays.copyOfRange(frame, 28, 32));
    }

    private static IpAddress target(byte[] frame) {
        return IpAddress.ofBytes(Arrays.copyOfRange(frame, 38, 42));
    }

    @Test
    void anAnswerIsNamedByTheServerWithItsEthernetAddress() {
        turns(1);
        who.received(Plans.LINK, ArpFrames.reply(Plans.SERVER, Plans.VIP, NOBODY));
        turns(3);
        who.received(Plans.LINK, ArpFrames.reply(Plans.SERVER, Plans.RIP, Plans.OWN));
        who.received(Plans.LINK, ArpFrames.reply(Plans.SERVER, Plans.VIP, Plans.OWN));

        assertThat(who.answers(plan.vips().getFirst()))
                .containsExactly(new Answer(Plans.SERVER, "web/srv1", "QEMU/KVM", Set.of(Form.PROBE, Form.REQUEST)));
        assertThat(who.station(Plans.WEB)).isEqualTo(Plans.SERVER);
    }

    @Test
    void aStationThatUsesTheVipToAskForOthersLeaks() {
        turns(1);
        who.received(Plans.LINK, ArpFrames.request(Plans.SERVER, Plans.VIP, IpAddress.of("192.0.2.1")));

        assertThat(who.answers(plan.vips().getFirst()))
                .singleElement()
                .matches(answer -> answer.forms().equals(Set.of(Form.LEAK)));
    }

    @Test
    void aClusterOfNlbIsSeenThoughItsMessageIsNotValid() {
        MacAddress cluster = Plans.mac("03:bf:c0:00:02:0a");
        turns(1);
        who.received(Plans.LINK, ArpFrames.arp(2, Plans.SERVER, cluster, Plans.VIP, Plans.OWN));

        Answer answer = who.answers(plan.vips().getFirst()).getFirst();
        assertThat(answer.mac()).isEqualTo(cluster);
        assertThat(answer.advice(Plans.VIP)).contains("NLB must be off");
    }

    @Test
    void ourselvesOtherLinksAndOtherAddressesDoNotCount() {
        turns(1);
        who.received(Plans.LINK, ArpFrames.reply(Plans.OURS, Plans.VIP, NOBODY));
        who.received(Plans.LINK + 1, ArpFrames.reply(Plans.SERVER, Plans.VIP, NOBODY));
        who.received(Plans.LINK, ArpFrames.reply(Plans.SERVER, IpAddress.of("192.0.2.99"), NOBODY));
        who.received(Plans.LINK, ArpFrames.request(Plans.SERVER, NOBODY, Plans.VIP));

        assertThat(who.answers(plan.vips().getFirst())).isEmpty();
    }

    @Test
    void aFloodOfMadeUpStationsEnds() {
        turns(1);
        for (int i = 0; i < 1000; i++) {
            who.received(Plans.LINK, ArpFrames.reply(new MacAddress(0x5254_0000_0000L + i), Plans.VIP, NOBODY));
        }

        assertThat(who.answers(plan.vips().getFirst())).hasSize(32);
    }
}
