package io.weir.l7.tcp;

import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.service.EndReason;
import io.weir.core.service.ServiceLoad;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The near side of one virtual service, for as long as a service of this name is served: its listeners, the limit on
 * its connections, and those that wait for a place. Used by all event loops.
 */
final class Frontend {
    private final String name;
    private final Supplier<Snapshot> current;
    private volatile List<Listener> listeners = List.of();
    private final PlaceQueue queue = new PlaceQueue();
    private final AtomicBoolean full = new AtomicBoolean();
    private volatile Compiled compiled;

    /** A snapshot and its service of this name, so that a connection need not search. */
    private record Compiled(@Nullable Snapshot snapshot, ServiceSnapshot service) {}

    /** @param staged the service as it will be; in force once the supplier's snapshot has it */
    Frontend(ServiceSnapshot staged, Supplier<Snapshot> current) {
        this.name = staged.name();
        this.current = current;
        this.compiled = new Compiled(null, staged);
    }

    String name() {
        return name;
    }

    PlaceQueue queue() {
        return queue;
    }

    /** Its sockets from now on. */
    void listenWith(List<Listener> sockets) {
        listeners = List.copyOf(sockets);
        if (full.get()) {
            listeners.forEach(Listener::pause);
            resumeBelowLimit();
        } else {
            listeners.forEach(Listener::resume);
        }
    }

    /** The service as it is now; the last there was when it has been removed. */
    @SuppressWarnings("ReferenceEquality") // a snapshot is published once
    ServiceSnapshot service() {
        Snapshot snapshot = current.get();
        Compiled known = compiled;
        if (known.snapshot == snapshot) {
            return known.service;
        }
        ServiceSnapshot service = snapshot.service(name);
        Compiled fresh = new Compiled(snapshot, service == null ? known.service : service);
        compiled = fresh;
        return fresh.service;
    }

    /** Counts a new connection and stops accepting at the limit. */
    void opened(ServiceLoad load) {
        int limit = service().definition().maxConnections();
        if (load.opened() >= limit && full.compareAndSet(false, true)) {
            listeners.forEach(Listener::pause);
            resumeBelowLimit();
        }
    }

    /** Counts an ended connection and accepts again below the limit. */
    void ended(ServiceLoad load, EndReason reason) {
        load.ended(reason);
        resumeBelowLimit();
    }

    /** Accepts again when connections ended or the limit rose. */
    void resumeBelowLimit() {
        if (full.get()) {
            ServiceSnapshot service = service();
            if (service.load().active() < service.definition().maxConnections() && full.compareAndSet(true, false)) {
                listeners.forEach(Listener::resume);
            }
        }
    }

    /** Gives a place back, or to the first that waits for it. */
    void free(HeldPlace place) {
        if (!queue.offer(place)) {
            place.load().release();
            // Somebody may have begun to wait between the two steps, and must not miss this place.
            queue.nudge(place.serverId());
        }
    }
}
