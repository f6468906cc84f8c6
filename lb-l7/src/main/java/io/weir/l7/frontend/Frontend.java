package io.weir.l7.frontend;

import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.service.EndReason;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The near side of one virtual service, for as long as a service of this name is served: its listeners, the limit on
 * its connections, and those that wait for a place. Used by all event loops.
 */
public final class Frontend {
    private final String name;
    private final Supplier<Snapshot> current;
    private volatile List<Listener> listeners = List.of();
    private final PlaceQueue queue = new PlaceQueue();
    private final AtomicBoolean full = new AtomicBoolean();
    private volatile View view;
    private volatile ServicePlan staged;

    /** A snapshot and its service of this name, so that a connection need not search. */
    private record View(@Nullable Snapshot snapshot, ServiceSnapshot service, ServicePlan plan) {}

    /** @param service as it will be; in force once the supplier's snapshot has it */
    Frontend(ServiceSnapshot service, ServicePlan plan, Supplier<Snapshot> current) {
        this.name = service.name();
        this.current = current;
        this.staged = plan;
        this.view = new View(null, service, plan);
    }

    /** In force from the snapshot on whose service it was compiled from. */
    void stage(ServicePlan plan) {
        staged = plan;
    }

    /** What was compiled last. */
    ServicePlan staged() {
        return staged;
    }

    /** The name of its service. */
    public String name() {
        return name;
    }

    /** Who waits for a place at a server. */
    public PlaceQueue queue() {
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
    public ServiceSnapshot service() {
        return view().service;
    }

    /** What the service's configuration was compiled to. */
    public ServicePlan plan() {
        return view().plan;
    }

    @SuppressWarnings("ReferenceEquality") // a snapshot is published once, with the definitions that were staged
    private View view() {
        Snapshot snapshot = current.get();
        View known = view;
        if (known.snapshot == snapshot) {
            return known;
        }
        ServiceSnapshot service = snapshot.service(name);
        if (service == null) {
            service = known.service;
        }
        ServicePlan next = staged;
        View fresh = new View(snapshot, service, next.definition() == service.definition() ? next : known.plan);
        view = fresh;
        return fresh;
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
    public void resumeBelowLimit() {
        if (full.get()) {
            ServiceSnapshot service = service();
            if (service.load().active() < service.definition().maxConnections() && full.compareAndSet(true, false)) {
                listeners.forEach(Listener::resume);
            }
        }
    }

    /** Gives a place back, or to the first that waits for it. */
    public void free(HeldPlace place) {
        free(place.serverId(), place.load());
    }

    /** The same. */
    public void free(int serverId, ServerLoad load) {
        if (queue.size() == 0 || !queue.offer(new HeldPlace(serverId, load))) {
            load.release();
            // Somebody may have begun to wait between the two steps, and must not miss this place.
            queue.nudge(serverId);
        }
    }
}
