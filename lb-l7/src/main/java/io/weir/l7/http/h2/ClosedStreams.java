package io.weir.l7.http.h2;

/** The streams of a connection that closed last, and how: what may still come on them depends on it (RFC 9113, 5.1). */
final class ClosedStreams {
    private static final int REMEMBERED = 128;

    /** Ids, negative for streams that were reset; 0 for none. */
    private final int[] ids = new int[REMEMBERED];

    private int next;

    /** It closed because either side reset it, or we refused it: more may be on its way. */
    void reset(int id) {
        ids[next] = -id;
        next = (next + 1) % REMEMBERED;
    }

    /** It closed because both sides ended it: nothing more may come. */
    void ended(int id) {
        if (!contains(-id)) {
            ids[next] = id;
            next = (next + 1) % REMEMBERED;
        }
    }

    boolean wasReset(int id) {
        return contains(-id);
    }

    boolean hasEnded(int id) {
        return contains(id);
    }

    private boolean contains(int entry) {
        for (int id : ids) {
            if (id == entry) {
                return true;
            }
        }
        return false;
    }
}
