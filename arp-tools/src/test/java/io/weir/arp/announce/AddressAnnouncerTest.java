package io.weir.arp.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressAnnouncerTest {
    private static final IpAddress VIP = IpAddress.of("192.0.2.77");
    private static final MacAddress MAC = new MacAddress(0x0200_0000_000aL);

    private final ManualTimer timer = new ManualTimer();
    private final List<Integer> sent = new ArrayList<>();
    private final AddressAnnouncer announcer =
            new AddressAnnouncer((interfaceIndex, frames) -> sent.add(frames.size()), timer);

    @Test
    void anAddressIsAnnouncedFiveTimesInFiveSeconds() {
        announcer.announce(VIP, 2, "eth0", MAC);

        assertThat(sent).as("nothing on the caller's thread").isEmpty();
        timer.advance(Duration.ZERO);
        assertThat(sent).as("both forms of ARP at once").containsExactly(2);
        timer.advance(Duration.ofSeconds(2));
        assertThat(sent).hasSize(4);
        timer.advance(Duration.ofSeconds(3));
        assertThat(sent).hasSize(5);
        timer.advance(Duration.ofHours(1));
        assertThat(sent).hasSize(5);
    }

    @Test
    void aWithdrawnAddressIsNotAnnouncedAgain() {
        announcer.announce(VIP, 2, "eth0", MAC);
        announcer.announce(IpAddress.of("192.0.2.78"), 2, "eth0", MAC);
        timer.advance(Duration.ZERO);

        announcer.withdraw(VIP, 2);
        timer.advance(Duration.ofSeconds(5));

        assertThat(sent).hasSize(1 + 5);
    }

    @Test
    void anAddressAnnouncedAgainAfterWithdrawalGetsItsFullSchedule() {
        announcer.announce(VIP, 2, "eth0", MAC);
        announcer.withdraw(VIP, 2);
        announcer.announce(VIP, 2, "eth0", MAC);

        timer.advance(Duration.ofSeconds(5));

        assertThat(sent).hasSize(5);
    }

    @Test
    void aRefusalEndsTheAnnouncement() {
        List<Integer> attempts = new ArrayList<>();
        AddressAnnouncer refused = new AddressAnnouncer(
                (interfaceIndex, frames) -> {
                    attempts.add(interfaceIndex);
                    throw new ErrnoException("socket for the packet socket", Errno.EPERM, "needs CAP_NET_RAW");
                },
                timer);

        refused.announce(VIP, 2, "eth0", MAC);
        timer.advance(Duration.ofSeconds(5));

        assertThat(attempts).containsExactly(2);
    }

    @Test
    void closingClosesTheTimer() {
        announcer.announce(VIP, 2, "eth0", MAC);
        announcer.close();

        timer.advance(Duration.ofSeconds(5));

        assertThat(sent).isEmpty();
        assertThat(timer.isClosed()).isTrue();
    }
}
