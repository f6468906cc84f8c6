package io.weir.core.control;

import io.weir.core.control.ServiceChange.ServerChange;
import io.weir.core.health.CheckListener;
import io.weir.core.health.CheckTarget;
import io.weir.core.health.HealthChecker;
import io.weir.core.health.HealthTrack;
import io.weir.core.health.Standing;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps the running checks in step with the snapshot. */
final class Checks {
    private final HealthChecker checker;
    private final CheckListener listener;
    // Written on the control thread only; read by whoever asks for the latest result.
    private final Map<ServerKey, Entry> byServer = new ConcurrentHashMap<>();
    private final Map<Standing, ServerKey> byCheck = new ConcurrentHashMap<>();

    private record Entry(int serverId, Standing check) {}

    Checks(HealthChecker checker, CheckListener listener) {
        this.checker = checker;
        this.listener = listener;
    }

    void follow(ServiceChange change) {
        ServiceSnapshot service = change.after();
        if (service == null) {
            change.servers().forEach(gone -> stop(gone.key()));
            return;
        }
        for (ServerChange server : change.servers()) {
            if (server.after() == null && service.server(server.key().server()) == null) {
                stop(server.key());
            }
        }
        // Also servers that did not change themselves: the check is part of the service.
        for (ServerSnapshot server : service.servers()) {
            follow(service, server);
        }
    }

    private void follow(ServiceSnapshot service, ServerSnapshot server) {
        ServerKey key = new ServerKey(service.name(), server.name());
        CheckTarget wanted = CheckPlan.target(service.definition(), server.definition(), server.adminState());
        Entry entry = byServer.get(key);
        if (entry != null
                && entry.serverId() == server.id()
                && entry.check().target().equals(wanted)) {
            return;
        }
        Entry old = byServer.remove(key);
        if (wanted != null) {
            HealthTrack from = HealthTrack.takenOver(server.health(), server.reason());
            // The listener may be called before start returns; it only puts the verdict into the queue.
            Standing check = checker.start(wanted, from, listener);
            byServer.put(key, new Entry(server.id(), check));
            byCheck.put(check, key);
        }
        // After the start, so that a check whose results are only counted otherwise goes on, with its history.
        stop(old);
    }

    private void stop(ServerKey key) {
        stop(byServer.remove(key));
    }

    private void stop(@Nullable Entry entry) {
        if (entry != null) {
            byCheck.remove(entry.check());
            checker.stop(entry.check());
        }
    }

    /** The server a check belongs to; null for one that was stopped and whose last words are void. */
    @Nullable ServerKey serverOf(Standing check) {
        return byCheck.get(check);
    }

    /** The check of a server; null while it is not checked. From any thread. */
    @Nullable Standing of(ServerKey key) {
        Entry entry = byServer.get(key);
        return entry == null ? null : entry.check();
    }
}
