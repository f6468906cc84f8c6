package io.weir.l4.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.l4.forward.DropReason;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Copies that had to wait are recorded by the same measure as frames of a batch. */
class DropSelectorTest {
    @Test
    void takesCopiesOfItsReasonWithinTheBudget() {
        DropSelector selector = new DropSelector(DropReason.UNRESOLVED, new CaptureBudget(2, 1 << 20));
        assertThat(selector.dropped(MemorySegment.NULL, 0, 60, DropReason.FRAGMENT_LOST))
                .isFalse();
        assertThat(selector.dropped(MemorySegment.NULL, 0, 60, DropReason.UNRESOLVED))
                .isTrue();
        assertThat(selector.dropped(MemorySegment.NULL, 0, 60, DropReason.UNRESOLVED))
                .isTrue();
        assertThat(selector.dropped(MemorySegment.NULL, 0, 60, DropReason.UNRESOLVED))
                .isFalse();
    }
}
