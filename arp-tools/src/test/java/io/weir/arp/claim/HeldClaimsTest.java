package io.weir.arp.claim;

import static io.weir.arp.claim.ClaimRunTest.OURS;
import static io.weir.arp.claim.ClaimRunTest.SERVER;
import static io.weir.arp.claim.ClaimRunTest.SERVERS;
import static io.weir.arp.claim.ClaimRunTest.STRANGER;
import static io.weir.arp.claim.ClaimRunTest.VIP;
import static io.weir.arp.claim.ClaimRunTest.WANTED;
import static io.weir.arp.claim.ClaimRunTest.said;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.arp.announce.AnnouncementFrames;
import io.weir.arp.claim.ClaimRun.Place;
import io.weir.arp.wire.FakeLinks;
import io.weir.arp.wire.Heard;
import io.weir.arp.wire.Questions;
import io.weir.core.net.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeldClaimsTest {
    private final FakeLinks links = new FakeLinks();
    private final List<String> contested = new ArrayList<>();
    private final HeldClaims held = new HeldClaims(
            links,
            new ClaimListener() {
                @Override
                public void contested(WantedClaim claim, MacAddress mac, @Nullable String server) {
                    contested.add(claim.address() + " " + mac + " " + server);
                }

                @Override
                public void available(Claim claim) {
                    throw new AssertionError("not here");
                }
            },
            0);

    @BeforeEach
    void holdOne() {
        held.hold(List.of(WANTED), Map.of(), 0);
    }

    @Test
    void anotherThatSaysItIsTheirsIsAnsweredByAnnouncing() {
        held.heard(2, said(Heard.Kind.ANNOUNCEMENT, VIP, STRANGER), 5);

        assertThat(contested).containsExactly("192.0.2.77 02:00:00:00:00:99 null");
        assertThat(links.take()).containsExactlyElementsOf(AnnouncementFrames.announcing(VIP, OURS));
    }

    @Test
    void atMostOnceInTenSeconds() {
        held.heard(2, said(Heard.Kind.REPLY, VIP, STRANGER), 5);
        links.take();

        held.heard(2, said(Heard.Kind.REPLY, VIP, STRANGER), 4 + HeldClaims.DEFEND_NANOS);
        held.hold(List.of(WANTED), Map.of(), 4 + HeldClaims.DEFEND_NANOS);
        held.heard(2, said(Heard.Kind.REPLY, VIP, STRANGER), 4 + HeldClaims.DEFEND_NANOS);
        assertThat(links.take()).isEmpty();
        assertThat(contested).hasSize(1);

        held.heard(2, said(Heard.Kind.REPLY, VIP, STRANGER), 5 + HeldClaims.DEFEND_NANOS);
        assertThat(links.take()).isNotEmpty();
        assertThat(contested).hasSize(2);
    }

    @Test
    void whatServersMayAnswerForIsAskedForNowAndThen() {
        held.ask(HeldClaims.ASK_NANOS - 1);
        assertThat(links.take()).isEmpty();

        held.ask(HeldClaims.ASK_NANOS);
        assertThat(links.take())
                .contains(Questions.probe(VIP, OURS))
                .hasSize(1 + WANTED.servers().size());
        held.ask(HeldClaims.ASK_NANOS + 1);
        assertThat(links.take()).isEmpty();
    }

    @Test
    void ourOwnWordsProbesAndOtherAddressesAreNoContest() {
        held.heard(2, said(Heard.Kind.ANNOUNCEMENT, VIP, OURS), 5);
        held.heard(2, said(Heard.Kind.PROBE, VIP, STRANGER), 5);
        held.heard(3, said(Heard.Kind.ANNOUNCEMENT, VIP, STRANGER), 5);
        held.heard(2, said(Heard.Kind.ANNOUNCEMENT, SERVER, STRANGER), 5);

        assertThat(contested).isEmpty();
        assertThat(links.take()).isEmpty();
    }

    @Test
    void aServerOfTheServiceIsNamed() {
        held.heard(2, said(Heard.Kind.REQUEST, SERVER, SERVERS), 4);
        held.heard(2, said(Heard.Kind.REQUEST, VIP, SERVERS), 5);

        assertThat(contested).containsExactly("192.0.2.77 02:00:00:00:00:20 web1");
    }

    @Test
    void soIsOneFoundWhileClaiming() {
        held.hold(List.of(WANTED), Map.of(new Place(2, SERVER), SERVERS), 0);

        held.heard(2, said(Heard.Kind.REPLY, VIP, SERVERS), 5);

        assertThat(contested).containsExactly("192.0.2.77 02:00:00:00:00:20 web1");
    }

    @Test
    void anAddressGivenUpIsNotDefended() {
        held.hold(List.of(), Map.of(), 0);

        held.heard(2, said(Heard.Kind.ANNOUNCEMENT, VIP, STRANGER), 5);

        assertThat(contested).isEmpty();
    }
}
