package io.weir.l7.upstream;

import io.weir.l7.http.exchange.StreamEnd;
import java.util.ArrayList;
import java.util.List;

/** A connection for many exchanges that one of them makes, and the others that wait for it. Confined to its loop. */
public final class SharedAttempt {
    /** Most that wait: with the one who makes it as many as streams on a connection. */
    static final int MOST_WAITING = 99;

    private final List<Waiting> waiting = new ArrayList<>();
    private boolean over;

    SharedAttempt() {}

    /** Hears what became of it. Called once, on the loop, and not after {@link #leave}. */
    public interface Waiting {
        /** The connection is in the pool. */
        void made();

        /** It could not be made. */
        void failed(StreamEnd why);

        /** Whoever made it has no use for it any more. */
        void givenUp();
    }

    boolean hasRoom() {
        return !over && waiting.size() < MOST_WAITING;
    }

    void join(Waiting one) {
        waiting.add(one);
    }

    /** No longer waits. */
    public void leave(Waiting one) {
        waiting.remove(one);
    }

    private List<Waiting> end() {
        over = true;
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    /** Tells that it was made. */
    public void made() {
        end().forEach(Waiting::made);
    }

    /** Tells that it was not. */
    public void failed(StreamEnd why) {
        end().forEach(one -> one.failed(why));
    }

    /** Tells that somebody else must make it. */
    public void giveUp() {
        end().forEach(Waiting::givenUp);
    }
}
