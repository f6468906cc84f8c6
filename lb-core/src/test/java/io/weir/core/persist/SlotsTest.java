package io.weir.core.persist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlotsTest {
    private final Slots slots = new Slots(4, true);

    @Test
    void readerNoticesThatTheSlotGotAnotherOwnerWithTheSameServer() {
        slots.put(0, Slots.V4, 0, 1, 5, 100);
        long seen = slots.control(0);
        assertThat(slots.unchanged(0, seen)).isTrue();
        slots.put(0, Slots.V4, 0, 2, 5, 100);
        assertThat(slots.unchanged(0, seen)).isFalse();
    }

    @Test
    void readerNoticesThatTheSlotWasEmptyInBetween() {
        slots.put(0, Slots.V4, 0, 1, 5, 100);
        long seen = slots.control(0);
        slots.empty(0);
        assertThat(Slots.state(slots.control(0))).isEqualTo(Slots.EMPTY);
        slots.put(0, Slots.V4, 0, 1, 5, 100);
        assertThat(slots.unchanged(0, seen)).isFalse();
    }

    @Test
    void anyServerIdFits() {
        for (int id : new int[] {0, 1, Integer.MAX_VALUE, -2, Integer.MIN_VALUE}) {
            slots.put(1, Slots.V6, -1, -1, 3, 100);
            slots.setServer(1, id);
            assertThat(Slots.serverId(slots.control(1))).isEqualTo(id);
            assertThat(Slots.state(slots.control(1))).isEqualTo(Slots.V6);
        }
    }

    @Test
    void distanceGoesForwardRoundTheEnd() {
        assertThat(slots.distance(1, 3)).isEqualTo(2);
        assertThat(slots.distance(3, 1)).isEqualTo(2);
        assertThat(slots.after(3)).isZero();
    }
}
