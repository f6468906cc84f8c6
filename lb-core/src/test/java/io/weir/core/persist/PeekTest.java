package io.weir.core.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.service.Persistence;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeekTest {
    @Test
    void tellsTheServerWithoutGivingMoreTime() {
        AtomicLong clock = new AtomicLong();
        Persistence settings =
                new Persistence(Persistence.Type.SOURCE_IP, Duration.ofSeconds(100), 32, 128, 1000, false);
        SourceTable table = new SourceTable(settings, clock::get);
        table.store(0, 1, false, 7);
        clock.set(Duration.ofSeconds(90).toNanos());
        assertThat(table.peek(0, 1, false)).isEqualTo(7);
        assertThat(table.peek(0, 2, false)).isEqualTo(PersistenceTable.NONE);
        clock.set(Duration.ofSeconds(101).toNanos());
        assertThat(table.peek(0, 1, false)).isEqualTo(PersistenceTable.NONE);
    }
}
