package io.weir.core.control;

import java.util.List;

/** A valid configuration that this machine cannot carry, as a port in use. Nothing has changed when it is thrown. */
public final class ApplyException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** Each problem is one sentence: what is wrong, where, and what to do. */
    public ApplyException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** All problems at once. */
    public List<String> problems() {
        return problems;
    }
}
