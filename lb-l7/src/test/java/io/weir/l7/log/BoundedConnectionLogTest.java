package io.weir.l7.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.EndReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BoundedConnectionLogTest {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private static ConnectionEnd end(EndReason reason) {
        return new ConnectionEnd(
                "web",
                "192.0.2.1:4711",
                "a/192.0.2.9:80",
                reason,
                "why",
                Duration.ofMillis(3),
                Duration.ofMillis(40),
                5,
                6);
    }

    @Test
    void lineSaysWhatHappened() {
        assertThat(end(EndReason.TIMEOUT).text())
                .isEqualTo("connection ended service=web client=192.0.2.1:4711 server=a/192.0.2.9:80 reason=timeout"
                        + " waited=3ms lasted=40ms in=5 out=6: why");
    }

    @Test
    void orderlyEndsAreOfNoInterest() {
        try (BoundedConnectionLog log = new BoundedConnectionLog(lines::add)) {
            assertThat(log.wants(EndReason.DONE)).isFalse();
            assertThat(log.wants(EndReason.TIMEOUT)).isTrue();
        }
    }

    @Test
    void restOfASecondIsCounted() {
        AtomicLong clock = new AtomicLong();
        try (BoundedConnectionLog log = new BoundedConnectionLog(lines::add, clock::get)) {
            for (int i = 0; i < 100; i++) {
                log.ended(end(EndReason.TIMEOUT));
            }
            log.ended(end(EndReason.NO_SERVER));
        }
        assertThat(lines).hasSize(BoundedConnectionLog.LINES_A_SECOND + 2);
        assertThat(lines).contains("... and 80 more connections ended service=web reason=timeout");
    }

    @Test
    void fullQueueDropsCountsAndSaysSo() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        BoundedConnectionLog log = new BoundedConnectionLog(line -> {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            lines.add(line);
        });
        int more = 500;
        for (int i = 0; i < BoundedConnectionLog.CAPACITY + 1 + more; i++) {
            log.ended(end(EndReason.TIMEOUT));
        }
        assertThat(log.dropped()).isBetween(more - 1L, more + 1L);
        slow.countDown();
        log.close();
        assertThat(lines).anyMatch(line -> line.endsWith("ended connections were not logged: the log is too slow"));
    }
}
