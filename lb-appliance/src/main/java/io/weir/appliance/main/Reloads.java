package io.weir.appliance.main;

import io.weir.appliance.socket.Refusal;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.control.ApplyException;
import io.weir.core.control.ControlPlane;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.service.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;

/** Applies the file anew, one reload at a time. */
final class Reloads {
    private static final System.Logger LOG = System.getLogger("io.weir.daemon");

    private static final String UNCHANGED = "nothing was changed";

    private final RunOptions options;
    private final ControlPlane control;
    private final Configuration started;
    private final ReentrantLock lock = new ReentrantLock();

    /** {@code started} is what the daemon started with: some of it holds until the next start. */
    Reloads(RunOptions options, ControlPlane control, Configuration started) {
        this.options = options;
        this.control = control;
        this.started = started;
    }

    /** What changed, one sentence each, and what takes effect only at the next start. */
    List<String> reload() throws Refusal {
        lock.lock();
        try {
            LoadedConfiguration loaded = LoadedConfiguration.load(options);
            Snapshot before = control.current();
            List<String> changes = Answers.await(applied(loaded));
            List<String> lines = new ArrayList<>(changes.isEmpty() ? List.of("no change") : changes);
            lines.addAll(problems(before));
            List<String> deferred = deferred(loaded.configuration());
            deferred.forEach(line -> LOG.log(System.Logger.Level.WARNING, line));
            lines.addAll(deferred);
            return lines;
        } catch (InvalidConfiguration invalid) {
            List<String> lines = new ArrayList<>();
            invalid.problems().forEach(problem -> lines.add(problem.toString()));
            lines.add(UNCHANGED);
            throw Refusal.wrong(lines);
        } finally {
            lock.unlock();
        }
    }

    /** The same, whose refusal says that it had no effect. */
    private CompletableFuture<List<String>> applied(LoadedConfiguration loaded) {
        return control.apply(loaded.configuration(), loaded.text()).exceptionallyCompose(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof ApplyException refused) {
                List<String> lines = new ArrayList<>(refused.problems());
                lines.add(UNCHANGED);
                return CompletableFuture.failedFuture(new ApplyException(lines));
            }
            return CompletableFuture.failedFuture(cause);
        });
    }

    /** What planes say of the services that this reload has touched. */
    private List<String> problems(Snapshot before) {
        Map<String, String> problems = control.problems();
        return control.current().services().stream()
                .filter(service -> problems.containsKey(service.name()))
                .filter(service -> {
                    ServiceSnapshot old = before.service(service.name());
                    return old == null || !old.definition().equals(service.definition());
                })
                .map(service -> "service " + service.name() + ": " + problems.get(service.name()))
                .toList();
    }

    private List<String> deferred(Configuration next) {
        List<String> keys = new ArrayList<>();
        if (!next.l7().equals(started.l7())) {
            keys.add("l7");
        }
        if (!next.admin().equals(started.admin())) {
            keys.add("admin.socket");
        }
        if (!next.node().stateDirectory().equals(started.node().stateDirectory())) {
            keys.add("node.state-directory");
        }
        return keys.stream()
                .map(key -> key + " is not what the daemon started with: takes effect at its next start")
                .toList();
    }
}
