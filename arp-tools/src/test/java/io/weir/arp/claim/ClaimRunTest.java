package io.weir.arp.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.arp.wire.FakeLinks;
import io.weir.arp.wire.Heard;
import io.weir.arp.wire.Questions;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClaimRunTest {
    static final IpAddress VIP = IpAddress.of("192.0.2.77");
    static final IpAddress SERVER = IpAddress.of("192.0.2.20");
    static final MacAddress OURS = new MacAddress(0x0200_0000_000aL);
    static final MacAddress SERVERS = new MacAddress(0x0200_0000_0020L);
    static final MacAddress STRANGER = new MacAddress(0x0200_0000_0099L);
    static final WantedClaim WANTED =
            new WantedClaim(VIP, 2, OURS, List.of(new WantedClaim.Server("web1", SERVER)), Set.of());

    private final FakeLinks links = new FakeLinks();
    private final ClaimRun run = new ClaimRun(List.of(WANTED), 0);

    @Test
    void threeQuestionsAreAskedInThreeTenthsOfASecond() {
        int questions = 0;
        long now = 0;
        while (!run.turn(links, now)) {
            assertThat(links.take()).containsExactly(Questions.probe(VIP, OURS), Questions.probe(SERVER, OURS));
            questions++;
            assertThat(run.turn(links, now)).isFalse();
            assertThat(links.take()).isEmpty();
            now = run.nextAt();
        }
        assertThat(questions).isEqualTo(3);
        assertThat(now).isEqualTo(300_000_000);
    }

    @Test
    void withoutAnAnswerItIsOurs() {
        run.heard(3, said(Heard.Kind.REPLY, VIP, STRANGER));
        run.heard(2, said(Heard.Kind.REPLY, VIP, OURS));

        assertThat(run.results(links)).containsExactly(claim(Claim.Outcome.OWNED, null, List.of()));
    }

    @Test
    void anotherOwnerIsNamed() {
        run.heard(2, said(Heard.Kind.REPLY, VIP, STRANGER));

        assertThat(run.results(links)).containsExactly(claim(Claim.Outcome.CONFLICT, STRANGER, List.of()));
    }

    @Test
    void whoeverIsAboutToTakeItIsInTheWayToo() {
        run.heard(2, said(Heard.Kind.PROBE, VIP, STRANGER));

        assertThat(run.results(links)).containsExactly(claim(Claim.Outcome.CONFLICT, STRANGER, List.of()));
    }

    @Test
    void aServerOfTheServiceIsNoOtherOwner() {
        run.heard(2, said(Heard.Kind.REPLY, VIP, SERVERS));
        run.heard(2, said(Heard.Kind.REPLY, SERVER, SERVERS));

        assertThat(run.results(links))
                .containsExactly(claim(Claim.Outcome.OWNED, null, List.of(new Claim.Answer("web1", SERVERS))));

        run.heard(2, said(Heard.Kind.REPLY, VIP, STRANGER));
        assertThat(run.results(links)).containsExactly(claim(Claim.Outcome.CONFLICT, STRANGER, List.of()));
    }

    @Test
    void aPermittedStationIsNoOtherOwner() {
        WantedClaim permitting = new WantedClaim(VIP, 2, OURS, List.of(), Set.of(STRANGER));
        ClaimRun other = new ClaimRun(List.of(permitting), 0);
        other.heard(2, said(Heard.Kind.REPLY, VIP, STRANGER));

        assertThat(other.results(links).getFirst().outcome()).isEqualTo(Claim.Outcome.OWNED);
        assertThat(other.results(links).getFirst().answeredBy())
                .containsExactly(new Claim.Answer("02:00:00:00:00:99", STRANGER));
    }

    @Test
    void anInterfaceThatIsNotHeardProvesNothing() {
        links.fail("down");

        assertThat(run.results(links))
                .containsExactly(new Claim(WANTED, Claim.Outcome.UNCHECKED, null, List.of(), "down"));
    }

    static Heard said(Heard.Kind kind, IpAddress address, MacAddress mac) {
        return new Heard(kind, address, mac, mac, true);
    }

    private static Claim claim(
            Claim.Outcome outcome, @org.jspecify.annotations.Nullable MacAddress other, List<Claim.Answer> answeredBy) {
        return new Claim(WANTED, outcome, other, answeredBy, null);
    }
}
