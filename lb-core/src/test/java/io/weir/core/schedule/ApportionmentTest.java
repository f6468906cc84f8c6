package io.weir.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ApportionmentTest {
    @Property
    void everySlotIsGivenAndNobodyGoesWithout(
            @ForAll @Size(min = 1, max = 50) List<@IntRange(min = 1, max = 65_535) Integer> drawn,
            @ForAll @IntRange(min = 50, max = 70_000) int total) {
        int[] weights = Pool.ints(drawn);
        int[] slots = Apportionment.slots(weights, total);
        assertThat(Arrays.stream(slots).sum()).isEqualTo(total);
        assertThat(Arrays.stream(slots).allMatch(count -> count >= 1)).isTrue();
    }

    @Property
    void sharesAreExactToOneSlotWhereEveryoneIsDueAtLeastOne(
            @ForAll @Size(min = 1, max = 50) List<@IntRange(min = 1, max = 1000) Integer> drawn,
            @ForAll @IntRange(min = 50_000, max = 70_000) int total) {
        int[] weights = Pool.ints(drawn);
        int[] slots = Apportionment.slots(weights, total);
        long weight = Arrays.stream(weights).asLongStream().sum();
        for (int i = 0; i < weights.length; i++) {
            assertThat(Math.abs(slots[i] * weight - (long) weights[i] * total)).isLessThan(weight);
        }
    }

    @Property
    void moreWeightNeverGetsFewerSlots(
            @ForAll @Size(min = 2, max = 50) List<@IntRange(min = 1, max = 65_535) Integer> drawn,
            @ForAll @IntRange(min = 50, max = 70_000) int total) {
        int[] weights = Pool.ints(drawn);
        int[] slots = Apportionment.slots(weights, total);
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < weights.length; j++) {
                if (weights[i] > weights[j]) {
                    assertThat(slots[i]).isGreaterThanOrEqualTo(slots[j]);
                }
            }
        }
    }

    @Test
    void weightsAreReducedByWhatTheyHaveInCommon() {
        assertThat(Apportionment.reduced(new int[] {100, 50, 250})).containsExactly(2, 1, 5);
        assertThat(Apportionment.reduced(new int[] {7})).containsExactly(1);
    }

    @Test
    void smallestKeepsOneSlotAndTheOthersShareTheRest() {
        assertThat(Apportionment.slots(new int[] {1, 65_535, 65_535}, 11)).containsExactly(1, 5, 5);
        assertThat(Apportionment.slots(new int[] {1, 1, 1}, 10)).containsExactly(4, 3, 3);
    }
}
