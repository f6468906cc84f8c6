package io.weir.core.control;

import io.weir.core.control.DataPlane.Staged;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All data planes as one: either every one of them can carry a configuration or none changes. */
final class Planes {
    private static final System.Logger LOG = System.getLogger("io.weir.control");

    private final List<DataPlane> planes;

    Planes(List<DataPlane> planes) {
        this.planes = List.copyOf(planes);
    }

    /** Stages every plane. When any refuses, the others are asked too, for their problems, and all are rolled back. */
    Staged stage(Snapshot current, Snapshot next) throws ApplyException {
        List<Staged> staged = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (DataPlane plane : planes) {
            try {
                staged.addFirst(plane.stage(current, next));
            } catch (ApplyException e) {
                problems.addAll(e.problems());
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a fault of Weir while staging a configuration", e);
                problems.add("a fault of Weir, see its log: " + e);
            }
        }
        Staged all = new Everything(staged);
        if (!problems.isEmpty()) {
            all.rollback();
            throw new ApplyException(problems);
        }
        return all;
    }

    void adopt(Snapshot current, Snapshot next) {
        for (DataPlane plane : planes) {
            guarded("adopting a snapshot", () -> plane.adopt(current, next));
        }
    }

    /** What the planes say of services, those of one service joined. From any thread. */
    Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        for (DataPlane plane : planes) {
            guarded(
                    "asking for problems",
                    () -> plane.problems()
                            .forEach((service, text) ->
                                    problems.merge(service, text, (first, second) -> first + "; " + second)));
        }
        return problems;
    }

    private static void guarded(String doing, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            // The other planes must still follow: two that disagree are worse than one that is late.
            LOG.log(System.Logger.Level.ERROR, "a fault of Weir while " + doing, e);
        }
    }

    private record Everything(List<Staged> reversed) implements Staged {
        @Override
        public void commit() {
            reversed.forEach(staged -> guarded("committing a configuration", staged::commit));
        }

        @Override
        public List<String> changes() {
            return reversed.stream()
                    .flatMap(staged -> staged.changes().stream())
                    .toList();
        }

        @Override
        public void rollback() {
            reversed.forEach(staged -> guarded("rolling back a configuration", staged::rollback));
        }
    }
}
