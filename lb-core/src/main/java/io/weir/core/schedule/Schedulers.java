package io.weir.core.schedule;

import io.weir.core.service.SchedulerKind;
import io.weir.core.service.ServiceLoad;
import java.util.List;

/** Compiles schedulers. */
public final class Schedulers {
    /** Most candidates of one scheduler. */
    public static final int MAX_CANDIDATES = 65_535;

    private Schedulers() {}

    /**
     * Compiles the scheduler for these candidates; without any it always says {@link Scheduler#NONE}.
     *
     * @param candidates in the order of the file; {@link Scheduler#select} gives indexes into this list
     * @param load whose {@link ServiceLoad#nextTurn} gives the shared turn of rr and wrr, and breaks the ties of lc,
     *     wlc, sed and nq
     * @throws IllegalArgumentException for a weight outside 1..65535 or more than {@link #MAX_CANDIDATES} candidates
     */
    public static Scheduler create(SchedulerKind kind, List<Candidate> candidates, ServiceLoad load) {
        Candidates all = new Candidates(candidates);
        if (all.size() == 0) {
            return (clientHash, destinationHash, filter) -> Scheduler.NONE;
        }
        return switch (kind) {
            case RR -> new RoundRobin(all, load);
            case WRR -> new WeightedRoundRobin(all, load);
            case LC -> new LeastConnections(all, load);
            case WLC -> new WeightedLeastConnections(all, load);
            case SED -> new ShortestExpectedDelay(all, load);
            case NQ -> new NeverQueue(all, load);
            case SH -> new SourceHash(all);
            case DH -> new DestinationHash(all);
            case MH -> new MaglevHash(all);
            case P2C -> new PowerOfTwoChoices(all);
            case FIRST -> new FirstAvailable(all);
        };
    }
}
