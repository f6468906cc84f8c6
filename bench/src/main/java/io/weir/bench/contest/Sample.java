package io.weir.bench.contest;

import java.util.Arrays;

/** Figures of one measure and one contender, one a round; or ratios of two of these, paired by round. */
public final class Sample {
    private final double[] values;

    /** At least one value. */
    public Sample(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a sample has at least one value");
        }
        this.values = values.clone();
    }

    /** This divided by the other, round by round: what noise both share falls away. */
    public Sample pairedRatio(Sample reference) {
        if (reference.values.length != values.length) {
            throw new IllegalArgumentException("both samples need the same rounds");
        }
        double[] ratios = new double[values.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = values[i] / reference.values[i];
        }
        return new Sample(ratios);
    }

    /** The middle value, or the mean of the two in the middle. */
    public double median() {
        double[] sorted = sorted();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest value. */
    public double min() {
        return sorted()[0];
    }

    /** The largest value. */
    public double max() {
        return sorted()[values.length - 1];
    }

    /** Whether a ratio is told apart from 1: every round is on the same side of it. */
    public boolean differsFromOne() {
        return min() > 1 || max() < 1;
    }

    /** How many rounds. */
    public int size() {
        return values.length;
    }

    private double[] sorted() {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
