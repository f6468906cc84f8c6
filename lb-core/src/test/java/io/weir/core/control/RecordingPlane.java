package io.weir.core.control;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what it is told; refuses when it is told to. */
final class RecordingPlane implements DataPlane {
    private final String name;
    private final List<String> calls;
    private volatile @Nullable String refusal;
    private volatile Map<String, String> problems = Map.of();

    RecordingPlane(String name, List<String> calls) {
        this.name = name;
        this.calls = calls;
    }

    static List<String> calls() {
        return new CopyOnWriteArrayList<>();
    }

    void refuse(@Nullable String problem) {
        refusal = problem;
    }

    void say(Map<String, String> serviceProblems) {
        problems = serviceProblems;
    }

    @Override
    public Map<String, String> problems() {
        return problems;
    }

    @Override
    public Staged stage(Snapshot current, Snapshot next) throws ApplyException {
        calls.add(name + " stage " + next.generation());
        String problem = refusal;
        if (problem != null) {
            throw new ApplyException(List.of(problem));
        }
        return new Staged() {
            @Override
            public void commit() {
                calls.add(name + " commit " + next.generation());
            }

            @Override
            public void rollback() {
                calls.add(name + " rollback " + next.generation());
            }
        };
    }

    @Override
    public void adopt(Snapshot current, Snapshot next) {
        calls.add(name + " adopt " + next.generation());
    }
}
