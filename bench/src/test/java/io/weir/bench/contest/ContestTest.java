package io.weir.bench.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContestTest {
    private record Named(String name) implements Contender {}

    /** A machine that gets slower with every figure taken; {@code b} is a tenth faster than {@code a}. */
    private static final class Drifting implements Measure<Named> {
        private final List<String> order = new ArrayList<>();
        private double speed = 1000;

        @Override
        public String name() {
            return "requests/s";
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public double take(Named contender) {
            order.add(contender.name());
            speed *= 0.99;
            return contender.name().equals("b") ? speed * 1.1 : speed;
        }
    }

    @Test
    void pairedRatiosSurviveAMachineThatDrifts() {
        Drifting measure = new Drifting();
        Result result = new Contest<>(List.of(new Named("a"), new Named("b")), List.of(measure), 6, line -> {})
                .run()
                .getFirst();
        assertThat(result.ratio("b").median()).isCloseTo(1.1, within(0.02));
        assertThat(result.ratio("b").differsFromOne()).isTrue();
        assertThat(result.ratio("a").median()).isEqualTo(1);
    }

    @Test
    void contendersTakeTurnsInGoingFirst() {
        Drifting measure = new Drifting();
        new Contest<>(List.of(new Named("a"), new Named("b")), List.of(measure), 2, line -> {}).run();
        assertThat(measure.order).containsExactly("a", "b", "b", "a");
    }

    @Test
    void aRatioThatCrossesOneIsNoDifference() {
        assertThat(new Sample(0.9, 1.1, 1.2).differsFromOne()).isFalse();
        assertThat(new Sample(1.01, 1.1).differsFromOne()).isTrue();
        assertThat(new Sample(0.5, 0.9).differsFromOne()).isTrue();
    }

    @Test
    void theMedianOfAnEvenSampleIsTheMeanOfTheMiddle() {
        assertThat(new Sample(4, 1, 3, 2).median()).isEqualTo(2.5);
        assertThat(new Sample(9, 1, 5).median()).isEqualTo(5);
    }

    @Test
    void theReportNamesWhatIsWithinTheNoise() {
        Contest<Named> contest =
                new Contest<>(List.of(new Named("a"), new Named("b")), List.of(new Drifting()), 4, line -> {});
        assertThat(MarkdownReport.of(contest.run()))
                .contains("### requests/s")
                .contains("| a |")
                .contains("| b |")
                .doesNotContain("within the noise");
    }

    @Test
    void theReportHasNoRatioToNothingAndHidesNoSmallFigure() {
        Map<String, Sample> samples = new LinkedHashMap<>();
        samples.put("a", new Sample(0, 0));
        samples.put("b", new Sample(0.125, 0.5));
        samples.put("c", new Sample(0, 1000));
        assertThat(MarkdownReport.of(List.of(new Result("%", false, "a", samples))))
                .contains("| a | 0.00 | 0.00 – 0.00 | none | reference |")
                .contains("| b | 0.31 | 0.13 – 0.50 | none | none – none")
                .contains("| c | 500.0 | 0.00 – 1,000.0 | none | none – none");
    }
}
