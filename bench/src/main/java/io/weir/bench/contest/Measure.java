package io.weir.bench.contest;

/**
 * One figure that is taken of every contender in every round.
 *
 * @param <C> the contenders it can measure
 */
public interface Measure<C extends Contender> {
    /** As the report names it, with its unit. */
    String name();

    /** Whether a larger figure is the better one. */
    boolean higherIsBetter();

    /** Takes the figure once. */
    double take(C contender);
}
