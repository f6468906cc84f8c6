package io.weir.core.schedule;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Divides slots by weight in whole numbers: largest remainder (Hamilton), and nobody goes without. */
final class Apportionment {
    private Apportionment() {}

    /** The weights divided by what they have in common. */
    static int[] reduced(int[] weights) {
        int divisor = 0;
        for (int weight : weights) {
            divisor = gcd(weight, divisor);
        }
        int common = divisor;
        return Arrays.stream(weights).map(weight -> weight / common).toArray();
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /**
     * Slots for each weight, {@code total} together.
     *
     * <p>A weight whose exact share is under one slot gets one. The others share what is left, each within one slot of
     * its exact part of it. Equal remainders go to the earlier index.
     *
     * @param weights positive, not more of them than {@code total}
     */
    static int[] slots(int[] weights, int total) {
        if (weights.length > total) {
            throw new IllegalArgumentException(weights.length + " weights for " + total + " slots");
        }
        int[] slots = new int[weights.length];
        long weightLeft = Arrays.stream(weights).asLongStream().sum();
        int slotsLeft = total;
        boolean again = true;
        while (again) {
            // Giving one slot to the smallest makes the rest of the slots scarcer: another may fall under one now.
            again = false;
            long weight = weightLeft;
            int available = slotsLeft;
            for (int i = 0; i < weights.length; i++) {
                if (slots[i] == 0 && (long) weights[i] * available < weight) {
                    slots[i] = 1;
                    slotsLeft--;
                    weightLeft -= weights[i];
                    again = true;
                }
            }
        }
        divide(weights, slots, slotsLeft, weightLeft);
        return slots;
    }

    private static void divide(int[] weights, int[] slots, int total, long totalWeight) {
        int[] rest = IntStream.range(0, slots.length).filter(i -> slots[i] == 0).toArray();
        int left = total;
        for (int i : rest) {
            slots[i] = (int) ((long) weights[i] * total / totalWeight);
            left -= slots[i];
        }
        IntStream.of(rest)
                .boxed()
                .sorted(Comparator.comparingLong(i -> -((long) weights[i] * total % totalWeight)))
                .limit(left)
                .forEach(i -> slots[i]++);
    }
}
