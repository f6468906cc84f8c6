package io.weir.core.schedule;

/** What a caller excludes from one selection. */
@FunctionalInterface
public interface CandidateFilter {
    /** Excludes nothing. */
    CandidateFilter ANY = serverId -> true;

    /** Whether the server with this stable id may be chosen. */
    boolean accepts(int serverId);
}
