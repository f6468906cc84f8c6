package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A contest is a problem from its first sign until some time after the last. */
class ContestsTest {
    private static final IpAddress VIP = IpAddress.of("192.0.2.10");
    private static final MacAddress STRANGER = new MacAddress(0x0200_0000_0099L);

    private Instant now = Instant.parse("2026-01-01T00:00:00.700Z");
    private final Contests contests = new Contests(() -> now);

    @Test
    void itSaysSinceWhenAndHowOften() {
        contests.seen(VIP, STRANGER, null);
        assertThat(contests.problem(VIP))
                .isEqualTo("address 192.0.2.10 is contested: 02:00:00:00:00:99 says that it has it too; clients may"
                        + " reach either (since 2026-01-01 00:00:00Z, seen once)");

        now = now.plusSeconds(30);
        contests.seen(VIP, STRANGER, null);
        assertThat(contests.problem(VIP)).endsWith("(since 2026-01-01 00:00:00Z, seen 2 times)");
        contests.seen(VIP, STRANGER, "s1");
        assertThat(contests.problem(VIP))
                .contains("server \"s1\" (02:00:00:00:00:99) answers for it")
                .endsWith("(since 2026-01-01 00:00:30Z, seen once)");
    }

    @Test
    void itIsOverWhenNobodySaysSoAnyMore() {
        contests.seen(VIP, STRANGER, null);
        now = now.plus(Contests.QUIET);
        contests.prune();
        assertThat(contests.problem(VIP)).isNotNull();

        now = now.plusMillis(1);
        contests.prune();
        assertThat(contests.problem(VIP)).isNull();
    }

    @Test
    void anAddressThatIsNotOursAnyMoreHasNone() {
        contests.seen(VIP, STRANGER, null);
        contests.retain(Set.of());
        assertThat(contests.problem(VIP)).isNull();
    }
}
