package io.weir.arp.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.arp.check.CheckReport.Form;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassiveWatchTest {
    private static final long QUIET = PassiveWatch.QUIET.toNanos();
    private static final IpAddress OTHER = IpAddress.of("192.0.2.1");

    private final List<SightingListener.Sighting> sightings = new ArrayList<>();
    private final PassiveWatch.Ears ears = new PassiveWatch.Ears(Plans.plan(), sightings::add);

    @Test
    void aLeakIsToldOnceInFiveMinutes() {
        byte[] leak = ArpFrames.request(Plans.SERVER, Plans.PROXY_VIP, OTHER);
        ears.received(Plans.LINK, ArpFrames.request(Plans.SERVER, Plans.RIP, OTHER), 0);
        ears.received(Plans.LINK, leak, 0);
        ears.received(Plans.LINK, leak, QUIET - 1);
        assertThat(sightings).singleElement().satisfies(one -> {
            assertThat(one.services()).containsExactly("proxy");
            assertThat(one.by().server()).isEqualTo("web/srv1");
            assertThat(one.by().forms()).containsExactly(Form.LEAK);
        });

        ears.received(Plans.LINK, leak, QUIET);
        assertThat(sightings).hasSize(2);
    }

    @Test
    void aSecondOwnerIsTold() {
        ears.received(Plans.LINK, ArpFrames.reply(Plans.SERVER, Plans.PROXY_VIP, OTHER), 0);

        assertThat(sightings)
                .singleElement()
                .matches(one -> one.by().forms().contains(Form.ANNOUNCEMENT)
                        && one.by().advice(one.vip()).contains("no configured server"));
    }

    @Test
    void whatTheClaimsWatchIsLeftToThemButForNlb() {
        ears.received(Plans.LINK, ArpFrames.reply(Plans.SERVER, Plans.VIP, OTHER), 0);
        assertThat(sightings).isEmpty();

        MacAddress cluster = Plans.mac("03:bf:c0:00:02:0a");
        ears.received(Plans.LINK, ArpFrames.arp(2, Plans.SERVER, cluster, Plans.VIP, OTHER), 0);
        assertThat(sightings)
                .singleElement()
                .matches(one -> one.by().advice(one.vip()).contains("NLB must be off"));
    }

    @Test
    void questionsAndOurOwnWordsAreNoNews() {
        ears.received(Plans.LINK, ArpFrames.request(Plans.SERVER, IpAddress.of("0.0.0.0"), Plans.PROXY_VIP), 0);
        ears.received(Plans.LINK, ArpFrames.request(Plans.OURS, Plans.PROXY_VIP, OTHER), 0);

        assertThat(sightings).isEmpty();
    }

    @Test
    void aFloodOfMadeUpStationsEnds() {
        for (int i = 0; i < 10_000; i++) {
            ears.received(
                    Plans.LINK, ArpFrames.reply(new MacAddress(0x5254_0000_0000L + i), Plans.PROXY_VIP, OTHER), 0);
        }

        assertThat(sightings).hasSize(PassiveWatch.MOST);
    }
}
