package io.weir.bench.contest;

import java.util.List;
import java.util.Locale;

/** Results as a table that reads well in a terminal and as Markdown. */
public final class MarkdownReport {
    private MarkdownReport() {}

    /** One table a measure: median figure and range, median of the paired ratios and their range. */
    public static String of(List<Result> results) {
        StringBuilder text = new StringBuilder();
        for (Result result : results) {
            text.append("### ").append(result.measure()).append("\n\n");
            text.append("| contender | median | range | ratio to ")
                    .append(result.reference())
                    .append(" | range of ratios |\n");
            text.append("| --- | ---: | --- | ---: | --- |\n");
            result.samples().forEach((name, sample) -> text.append(row(result, name, sample)));
            text.append('\n');
        }
        return text.toString();
    }

    private static String row(Result result, String name, Sample sample) {
        Sample ratio = result.ratio(name);
        boolean reference = name.equals(result.reference());
        String range = reference
                ? "reference"
                : "%s – %s%s"
                        .formatted(
                                ratio(ratio.min()),
                                ratio(ratio.max()),
                                ratio.differsFromOne() ? "" : ", within the noise");
        return "| %s | %s | %s | %s | %s |%n"
                .formatted(
                        name,
                        figure(sample.median()),
                        sample.size() == 1 ? "one" : figure(sample.min()) + " – " + figure(sample.max()),
                        ratio(ratio.median()),
                        range);
    }

    /** Two decimals where one would hide the figure. */
    private static String figure(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%,.1f", value);
    }

    /** There is none to a reference of nothing, as a daemon that takes no time while idle. */
    private static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "none";
    }
}
