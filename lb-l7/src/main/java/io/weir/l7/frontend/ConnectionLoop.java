package io.weir.l7.frontend;

import io.netty.channel.EventLoop;
import io.weir.core.service.EndReason;
import io.weir.l7.deadline.Deadlines;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What belongs to one event loop: its connections and their deadlines. Confined to it. */
public final class ConnectionLoop {
    private final EventLoop eventLoop;
    private final Deadlines deadlines;
    private @Nullable LoopConnection first;

    /** Without connections. */
    public ConnectionLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
        this.deadlines = new Deadlines(eventLoop, System::nanoTime);
    }

    /** The thread. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** Its deadlines. */
    public Deadlines deadlines() {
        return deadlines;
    }

    /** Lists it from now on. */
    public void add(LoopConnection connection) {
        LoopConnection second = first;
        connection.next = second;
        if (second != null) {
            second.previous = connection;
        }
        first = connection;
    }

    /** No longer lists it. */
    public void remove(LoopConnection connection) {
        LoopConnection before = connection.previous;
        LoopConnection after = connection.next;
        if (before != null) {
            before.next = after;
        } else {
            first = after;
        }
        if (after != null) {
            after.previous = before;
        }
        connection.previous = null;
        connection.next = null;
    }

    /** Cuts every connection to these servers. */
    public void cut(Set<Integer> serverIds, String detail) {
        LoopConnection at = first;
        while (at != null) {
            LoopConnection connection = at;
            at = at.next;
            connection.cut(serverIds, detail);
        }
    }

    /** Asks the clients of these services to go. */
    public void finish(Set<String> services) {
        LoopConnection at = first;
        while (at != null) {
            LoopConnection connection = at;
            at = at.next;
            connection.finish(services);
        }
    }

    /** Cuts every connection. */
    public void cutAll() {
        while (first != null) {
            first.end(EndReason.SHUTDOWN, "the proxy stops", true);
        }
    }

    /** At most {@code limit} of its connections. */
    public List<ConnectionInfo> list(int limit) {
        List<ConnectionInfo> infos = new ArrayList<>();
        for (LoopConnection at = first; at != null && infos.size() < limit; at = at.next) {
            infos.add(at.info());
        }
        return infos;
    }
}
