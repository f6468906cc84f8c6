package io.weir.l7.tcp;

import io.netty.channel.EventLoop;
import io.weir.core.service.EndReason;
import io.weir.l7.deadline.Deadlines;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What belongs to one event loop: its connections and their deadlines. Confined to it. */
final class RelayLoop {
    private final EventLoop eventLoop;
    private final Deadlines deadlines;
    private @Nullable Connection first;

    RelayLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
        this.deadlines = new Deadlines(eventLoop, System::nanoTime);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    void add(Connection connection) {
        Connection second = first;
        connection.next = second;
        if (second != null) {
            second.previous = connection;
        }
        first = connection;
    }

    void remove(Connection connection) {
        Connection before = connection.previous;
        Connection after = connection.next;
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
    void cut(Set<Integer> serverIds, String detail) {
        Connection at = first;
        while (at != null) {
            Connection connection = at;
            at = at.next;
            if (serverIds.contains(connection.serverId())) {
                connection.end(EndReason.HALTED, detail, true);
            }
        }
    }

    /** Cuts every connection. */
    void cutAll() {
        while (first != null) {
            first.end(EndReason.SHUTDOWN, "the proxy stops", true);
        }
    }

    List<ConnectionInfo> list(int limit) {
        List<ConnectionInfo> infos = new ArrayList<>();
        for (Connection at = first; at != null && infos.size() < limit; at = at.next) {
            infos.add(at.info());
        }
        return infos;
    }
}
