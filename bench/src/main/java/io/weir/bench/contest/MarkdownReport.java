package io.weir.bench.contest;

import java.util.List;
import java.util.Locale;

/** Results as a table that reads well in a terminal and as Markdown. */
public final class MarkdownReport {
    private MarkdownReport() {}

    /** One table a measure: median figure, median of the paired ratios and their range. */
    public static String of(List<Result> results) {
        StringBuilder text = new StringBuilder();
        for (Result result : results) {
            text.append("### ").append(result.measure()).append("\n\n");
            text.append("| contender | median | ratio to ")
                    .append(result.reference())
                    .append(" | range of ratios |\n");
            text.append("| --- | ---: | ---: | --- |\n");
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
                : "%.2f – %.2f%s"
                        .formatted(ratio.min(), ratio.max(), ratio.differsFromOne() ? "" : ", within the noise");
        return String.format(Locale.ROOT, "| %s | %,.1f | %.2f | %s |%n", name, sample.median(), ratio.median(), range);
    }
}
