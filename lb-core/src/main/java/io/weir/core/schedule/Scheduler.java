package io.weir.core.schedule;

/**
 * Chooses among the candidates it was made for. Compiled once per change of a service, then used by every worker and
 * event loop at the same time: no call blocks or allocates.
 *
 * <p>A candidate without room ({@link Candidate#hasRoom}) or refused by the filter is passed over.
 */
public interface Scheduler {
    /** No candidate can take the connection now. */
    int NONE = -1;

    /**
     * Chooses a candidate.
     *
     * @param clientHash hash of the client's address ({@link Hashing})
     * @param destinationHash hash of the address and port the client asked for
     * @param filter what the caller excludes, as the servers that just refused this connection
     * @return an index into the candidates, or {@link #NONE}
     */
    int select(long clientHash, long destinationHash, CandidateFilter filter);

    /**
     * The candidate that the hashes alone give, with room or without: where such a connection went before this process
     * began, if the candidates were the same. Advances nothing.
     *
     * @return an index into the candidates, or {@link #NONE} where turns, load or chance choose
     */
    default int owner(long clientHash, long destinationHash) {
        return NONE;
    }
}
