package io.weir.core.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used. Its message is every problem, one per line. */
public final class InvalidConfiguration extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    InvalidConfiguration(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All problems, by line and column; at least one. */
    public List<Problem> problems() {
        return problems;
    }

    /** One line for each problem: {@code FILE:LINE:COLUMN: KEY: what is wrong; what would be right}. */
    public List<String> lines() {
        return problems.stream().map(Problem::toString).toList();
    }
}
