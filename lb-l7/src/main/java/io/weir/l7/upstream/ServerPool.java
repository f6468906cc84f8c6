package io.weir.l7.upstream;

import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.weir.core.net.IpAddress;
import io.weir.l7.deadline.Deadline;
import io.weir.l7.deadline.Deadlines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections to servers of one event loop that can carry further requests. The one used last is used first, so that
 * those that are not needed grow old. Confined to the loop.
 */
public final class ServerPool extends Deadline {
    /**
     * How long one is kept that carries nothing: shorter than the 5 s after which common servers (Apache, Node.js) end
     * theirs, so that a request seldom meets the end.
     */
    public static final Duration IDLE = Duration.ofSeconds(4);
    /** Most that carry nothing, over all servers. */
    public static final int MOST_IDLE = 2048;

    private static final long SWEEP_NANOS = Duration.ofSeconds(1).toNanos();

    private final Deadlines deadlines;
    private final LongObjectMap<Shelf> shelves = new LongObjectHashMap<>();
    private final SharedAttempts attempts = new SharedAttempts();
    private final Map<OfClient, Shelf> clientShelves = new HashMap<>();
    private int listed;

    /** Empty. */
    public ServerPool(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    /** The connections to one server that are alike. */
    private static final class Shelf {
        private final int serverId;
        private ServerTarget target;
        private final List<PooledConnection> connections = new ArrayList<>();

        Shelf(int serverId, ServerTarget target) {
            this.serverId = serverId;
            this.target = target;
        }
    }

    /** What is being made for many. */
    public SharedAttempts attempts() {
        return attempts;
    }

    /** Where the connections stand that come from a client's address: nobody else's request may take them. */
    private record OfClient(
            int serverId, int port, @Nullable String name, IpAddress client) {
        OfClient(int serverId, ServerTarget target) {
            this(serverId, target.port(), target.serverName(), Objects.requireNonNull(target.source()));
        }
    }

    private @Nullable Shelf shelf(int serverId, ServerTarget target) {
        return target.transparent()
                ? clientShelves.get(new OfClient(serverId, target))
                : shelves.get(key(serverId, target));
    }

    private Shelf newShelf(int serverId, ServerTarget target) {
        Shelf shelf = new Shelf(serverId, target);
        if (target.transparent()) {
            clientShelves.put(new OfClient(serverId, target), shelf);
        } else {
            shelves.put(key(serverId, target), shelf);
        }
        return shelf;
    }

    /** There are as many clients as there are: an empty shelf of one must not stay. */
    private void removeIfEmpty(Shelf shelf) {
        if (shelf.target.transparent() && shelf.connections.isEmpty()) {
            clientShelves.remove(new OfClient(shelf.serverId, shelf.target));
        }
    }

    /** Clients that ask for different names must not drive out each other's; where two keys fall together they do. */
    private static long key(int serverId, ServerTarget target) {
        String name = target.serverName();
        return ((long) serverId << 16 | target.port()) ^ (name == null ? 0 : (long) name.hashCode() << 32);
    }

    /** One that can carry a request; null when there is none. */
    public @Nullable PooledConnection take(int serverId, ServerTarget target) {
        Shelf shelf = shelf(serverId, target);
        if (shelf == null) {
            return null;
        }
        PooledConnection found = take(shelf, target);
        removeIfEmpty(shelf);
        return found;
    }

    private @Nullable PooledConnection take(Shelf shelf, ServerTarget target) {
        if (!shelf.target.equals(target)) {
            closeAll(shelf);
            shelf.target = target;
            return null;
        }
        List<PooledConnection> connections = shelf.connections;
        for (int i = connections.size() - 1; i >= 0; i--) {
            PooledConnection pooled = connections.get(i);
            if (!pooled.connection().acceptsStream()) {
                if (pooled.connection().idle()) {
                    unlist(connections, i);
                    pooled.connection().close();
                }
            } else {
                if (!target.http2()) {
                    unlist(connections, i);
                }
                return pooled;
            }
        }
        return null;
    }

    private void unlist(List<PooledConnection> connections, int index) {
        connections.remove(index).listed = false;
        listed--;
    }

    /** Lets others use one that carries something; where there is no room for it, it stays the one's that has it. */
    public void share(int serverId, ServerTarget target, PooledConnection pooled) {
        Shelf shelf = shelf(serverId, target);
        if (listed < MOST_IDLE && !pooled.retired && (shelf == null || shelf.target.equals(target))) {
            give(serverId, target, pooled);
        }
    }

    /** An exchange on it is over: it is kept for others, or closed when there are too many or its target has changed. */
    public void give(int serverId, ServerTarget target, PooledConnection pooled) {
        if (pooled.listed) {
            pooled.idleSince = deadlines.now();
            return;
        }
        Shelf there = shelf(serverId, target);
        Shelf shelf = there == null ? newShelf(serverId, target) : there;
        if (listed >= MOST_IDLE || pooled.retired || !shelf.target.equals(target)) {
            pooled.connection().close();
            removeIfEmpty(shelf);
            return;
        }
        pooled.idleSince = deadlines.now();
        pooled.listed = true;
        shelf.connections.add(pooled);
        if (listed++ == 0) {
            deadlines.watch(this, deadlines.fresh() + SWEEP_NANOS);
        }
    }

    /** Closes those of all other servers that carry nothing; the others when they are given back. */
    public void keepOnly(Set<Integer> serverIds) {
        Iterator<LongObjectMap.PrimitiveEntry<Shelf>> all = shelves.entries().iterator();
        while (all.hasNext()) {
            Shelf shelf = all.next().value();
            if (!serverIds.contains(shelf.serverId)) {
                closeAll(shelf);
                all.remove();
            }
        }
        clientShelves.values().removeIf(shelf -> {
            boolean gone = !serverIds.contains(shelf.serverId);
            if (gone) {
                closeAll(shelf);
            }
            return gone;
        });
    }

    /** Closes all. */
    public void closeAll() {
        keepOnly(Set.of());
        deadlines.forget(this);
    }

    private void closeAll(Shelf shelf) {
        List<PooledConnection> all = List.copyOf(shelf.connections);
        shelf.connections.clear();
        listed -= all.size();
        for (PooledConnection pooled : all) {
            pooled.listed = false;
            pooled.retired = true;
            if (pooled.connection().idle()) {
                pooled.connection().close();
            }
        }
    }

    /** How many can carry a request. */
    public int size() {
        return listed;
    }

    /** How many shelves of clients there are. */
    int clientShelves() {
        return clientShelves.size();
    }

    @Override
    protected long check(long now) {
        Iterator<LongObjectMap.PrimitiveEntry<Shelf>> all = shelves.entries().iterator();
        while (all.hasNext()) {
            Shelf shelf = all.next().value();
            closeOld(shelf, now);
            if (shelf.connections.isEmpty()) {
                // There are as many names as clients think of.
                all.remove();
            }
        }
        clientShelves.values().removeIf(shelf -> {
            closeOld(shelf, now);
            return shelf.connections.isEmpty();
        });
        return listed == 0 ? NEVER : now + SWEEP_NANOS;
    }

    private void closeOld(Shelf shelf, long now) {
        List<PooledConnection> connections = shelf.connections;
        for (int i = connections.size() - 1; i >= 0; i--) {
            PooledConnection pooled = connections.get(i);
            boolean old = now - pooled.idleSince >= IDLE.toNanos()
                    || !pooled.connection().acceptsStream();
            if (old && pooled.connection().idle()) {
                unlist(connections, i);
                pooled.connection().close();
            }
        }
    }
}
