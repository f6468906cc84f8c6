package io.weir.l7.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnansweredConnectsTest {
    private final AtomicLong clock = new AtomicLong(-5);
    private final UnansweredConnects unanswered = new UnansweredConnects(clock::get);

    @Test
    void theLastOfEachServiceIsToldForAWhile() {
        unanswered.note("web", "web1", IpAddress.of("10.0.0.1"), IpAddress.of("192.0.2.1"));
        unanswered.note("web", "web2", IpAddress.of("10.0.0.2"), IpAddress.of("192.0.2.2"));
        unanswered.note("mail", "mx", IpAddress.of("10.0.0.3"), IpAddress.of("192.0.2.3"));

        assertThat(unanswered.problems((service, server) -> server.equals("mx")))
                .hasSize(1)
                .hasEntrySatisfying(
                        "web",
                        text -> assertThat(text)
                                .startsWith(
                                        "server web2 (10.0.0.2) did not answer a connection from the client's address 192.0.2.2; ")
                                .contains("default gateway", "or write transparent: false"));
        clock.addAndGet(UnansweredConnects.TOLD.toNanos() - 1);
        assertThat(unanswered.problems((service, server) -> false)).containsOnlyKeys("mail", "web");
        clock.addAndGet(1);
        assertThat(unanswered.problems((service, server) -> false)).isEmpty();
    }
}
