package io.weir.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SmoothSequenceTest {
    @Property(tries = 300)
    void everyPartOfTheCycleGivesEachItsShareToWithinLessThanOneTurn(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 300) Integer> drawn) {
        int[] turns = Pool.ints(drawn);
        char[] sequence = SmoothSequence.of(turns);
        int length = Arrays.stream(turns).sum();
        assertThat(sequence).hasSize(length);
        int[] had = new int[turns.length];
        long worst = 0;
        for (int elapsed = 1; elapsed <= length; elapsed++) {
            had[sequence[elapsed - 1]]++;
            for (int i = 0; i < turns.length; i++) {
                worst = Math.max(worst, Math.abs((long) had[i] * length - (long) elapsed * turns[i]));
            }
        }
        assertThat(worst).isLessThan(length);
        assertThat(had).isEqualTo(turns);
    }

    @Property(tries = 300)
    void nobodyWaitsLongerThanTwoPeriods(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 100) Integer> drawn) {
        int[] turns = Pool.ints(drawn);
        char[] sequence = SmoothSequence.of(turns);
        int[] last = new int[turns.length];
        Arrays.fill(last, -1);
        for (int position = 0; position < sequence.length; position++) {
            int owner = sequence[position];
            if (last[owner] >= 0) {
                double period = (double) sequence.length / turns[owner];
                assertThat((double) position - last[owner]).isLessThan(2 * period);
            }
            last[owner] = position;
        }
    }

    @Test
    void strongServerIsInterleavedWithTheWeak() {
        assertThat(owners(5, 1, 1)).containsExactly(0, 1, 0, 0, 2, 0, 0);
        assertThat(owners(1, 1, 1)).containsExactly(0, 1, 2);
        assertThat(owners(4, 2)).containsExactly(0, 1, 0, 0, 1, 0);
    }

    private static int[] owners(int... turns) {
        char[] sequence = SmoothSequence.of(turns);
        return IntStream.range(0, sequence.length).map(i -> sequence[i]).toArray();
    }
}
