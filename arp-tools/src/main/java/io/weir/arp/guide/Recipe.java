package io.weir.arp.guide;

import java.util.List;

/**
 * How to set up one real server, and how to take that back.
 *
 * @param request what for
 * @param title what it does, in a few words
 * @param notes what to know before; each a sentence or a few
 * @param apply in this order
 * @param verify each step fails when something is missing
 * @param undo in this order; leaves what another VIP needs
 */
public record Recipe(
        GuideRequest request, String title, List<String> notes, List<Step> apply, List<Step> verify, List<Step> undo) {
    /** Copies the lists. */
    public Recipe {
        notes = List.copyOf(notes);
        char continuation = request.system().windows() ? '`' : '\\';
        apply = folded(apply, continuation);
        verify = folded(verify, continuation);
        undo = folded(undo, continuation);
    }

    private static List<Step> folded(List<Step> steps, char continuation) {
        return steps.stream()
                .map(step -> new Step(
                        step.why(),
                        step.lines().stream()
                                .flatMap(line -> LongCommand.lines(line, continuation).stream())
                                .toList()))
                .toList();
    }

    /**
     * Something to do.
     *
     * @param why what it does, one sentence without its stop
     * @param lines of the system's shell; may be run again without harm
     */
    public record Step(String why, List<String> lines) {
        /** Copies the list. */
        public Step {
            lines = List.copyOf(lines);
        }

        static Step of(String why, String... lines) {
            return new Step(why, List.of(lines));
        }
    }
}
