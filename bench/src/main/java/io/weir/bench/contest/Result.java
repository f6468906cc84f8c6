package io.weir.bench.contest;

import java.util.Map;
import java.util.Objects;

/**
 * What one measure gave.
 *
 * @param measure its name with the unit
 * @param higherIsBetter whether a larger figure is the better one
 * @param reference the contender the others are compared with
 * @param samples the figures of each contender, in the order of the contest
 */
public record Result(String measure, boolean higherIsBetter, String reference, Map<String, Sample> samples) {
    /** The figures of one contender. */
    public Sample sample(String contender) {
        return Objects.requireNonNull(samples.get(contender), contender);
    }

    /** One contender's figures over the reference's, paired by round. */
    public Sample ratio(String contender) {
        return sample(contender).pairedRatio(sample(reference));
    }
}
