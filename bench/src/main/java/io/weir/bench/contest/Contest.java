package io.weir.bench.contest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Takes every measure of every contender, round after round. Within a round the contenders follow each other directly,
 * and the order turns from round to round, so that a slow minute of the machine hits all of them alike.
 *
 * @param <C> the contenders
 */
public final class Contest<C extends Contender> {
    private final List<C> contenders;
    private final List<Measure<C>> measures;
    private final int rounds;
    private final Consumer<String> progress;

    /** Progress gets one line for each figure taken. */
    public Contest(List<C> contenders, List<Measure<C>> measures, int rounds, Consumer<String> progress) {
        this.contenders = List.copyOf(contenders);
        this.measures = List.copyOf(measures);
        this.rounds = rounds;
        this.progress = progress;
    }

    /** Runs all rounds; the first contender is the reference of the ratios. */
    public List<Result> run() {
        List<Result> results = new ArrayList<>();
        int step = 0;
        int steps = measures.size() * rounds * contenders.size();
        for (Measure<C> measure : measures) {
            Map<String, double[]> taken = new LinkedHashMap<>();
            contenders.forEach(contender -> taken.put(contender.name(), new double[rounds]));
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < contenders.size(); i++) {
                    C contender = contenders.get((i + round) % contenders.size());
                    double figure = measure.take(contender);
                    Objects.requireNonNull(taken.get(contender.name()))[round] = figure;
                    progress.accept("[%3d %%] %s, round %d of %d: %s %,.1f"
                            .formatted(
                                    100 * ++step / steps, measure.name(), round + 1, rounds, contender.name(), figure));
                }
            }
            Map<String, Sample> samples = new LinkedHashMap<>();
            taken.forEach((name, values) -> samples.put(name, new Sample(values)));
            results.add(new Result(
                    measure.name(),
                    measure.higherIsBetter(),
                    contenders.getFirst().name(),
                    samples));
        }
        return results;
    }
}
