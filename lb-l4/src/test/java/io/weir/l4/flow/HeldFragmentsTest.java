package io.weir.l4.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.IpProtocol;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fragments that came too early are handed over once their first is there. */
class HeldFragmentsTest {
    private static final int LIFE = HeldFragments.LIFE_SECONDS * FlowClock.TICKS_PER_SECOND;

    private int lost;
    private final HeldFragments held = new HeldFragments(
            TestFlows.memory(HeldFragments.bytes()), (segment, base, length, link, flags) -> lost += length);
    private final MemorySegment frame = TestFlows.memory(HeldFragments.LARGEST_FRAME + 1);
    private final List<String> replayed = new ArrayList<>();
    private final FrameReceiver receiver = (segment, base, length, link, flags) ->
            replayed.add(segment.get(ValueLayout.JAVA_BYTE, base) + " " + length + " " + link + " " + flags);

    @Test
    void replaysADatagramsFragmentsInOrderOnce() {
        hold(1, 10, 0);
        hold(2, 20, 0);
        hold(1, 11, 5);
        assertThat(held.replay(key(1), 6, receiver)).isEqualTo(2);
        assertThat(replayed).containsExactly("10 1010 3 1", "11 1011 3 1");
        assertThat(held.replay(key(1), 6, receiver)).isZero();
        assertThat(held.replay(key(2), 6, receiver)).isEqualTo(1);
        assertThat(held.dropped().value()).isZero();
    }

    @Test
    void dropsWhatWaitedTooLong() {
        hold(1, 10, 0);
        hold(1, 11, 1);
        assertThat(held.replay(key(1), LIFE, receiver)).isEqualTo(1);
        assertThat(replayed).containsExactly("11 1011 3 1");
        assertThat(held.dropped().value()).isEqualTo(1);
        assertThat(lost).isEqualTo(1010);
    }

    @Test
    void theOldestGivesWayInAFlood() {
        for (int i = 0; i <= HeldFragments.CAPACITY; i++) {
            hold(i, i, 0);
        }
        assertThat(held.dropped().value()).isEqualTo(1);
        assertThat(held.replay(key(0), 0, receiver)).isZero();
        assertThat(held.replay(key(HeldFragments.CAPACITY), 0, receiver)).isEqualTo(1);
        assertThat(held.replay(key(1), 0, receiver)).isEqualTo(1);
    }

    @Test
    void largeOnesDoNotOverwriteOneAnother() {
        for (int i = 0; i < HeldFragments.CAPACITY; i++) {
            frame.set(ValueLayout.JAVA_BYTE, 0, (byte) i);
            frame.set(ValueLayout.JAVA_BYTE, HeldFragments.LARGEST_FRAME - 1, (byte) i);
            assertThat(held.hold(key(i), frame, 0, HeldFragments.LARGEST_FRAME, 0, 0, 0))
                    .isTrue();
        }
        for (int i = 0; i < HeldFragments.CAPACITY; i++) {
            byte number = (byte) i;
            int replayed = held.replay(key(i), 0, (segment, base, length, link, flags) -> {
                assertThat(segment.get(ValueLayout.JAVA_BYTE, base)).isEqualTo(number);
                assertThat(segment.get(ValueLayout.JAVA_BYTE, base + length - 1))
                        .isEqualTo(number);
            });
            assertThat(replayed).isEqualTo(1);
        }
    }

    @Test
    void aFrameTooLargeIsRefusedAndCounted() {
        assertThat(held.hold(key(1), frame, 0, HeldFragments.LARGEST_FRAME, 0, 0, 0))
                .isTrue();
        assertThat(held.hold(key(1), frame, 0, HeldFragments.LARGEST_FRAME + 1, 0, 0, 0))
                .isFalse();
        assertThat(held.dropped().value()).isEqualTo(1);
        assertThat(held.replay(key(1), 0, receiver)).isEqualTo(1);
    }

    private void hold(int identification, int content, int now) {
        frame.set(ValueLayout.JAVA_BYTE, 7, (byte) content);
        assertThat(held.hold(key(identification), frame, 7, 1000 + content, 3, 1, now))
                .isTrue();
    }

    private static FragmentKey key(int identification) {
        return new FragmentKey().datagram(false, IpProtocol.UDP, identification).between(0, 1, 0, 2);
    }
}
