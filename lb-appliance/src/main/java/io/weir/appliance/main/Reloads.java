package io.weir.appliance.main;

import io.weir.appliance.socket.Refusal;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.control.ControlPlane;
import io.weir.core.service.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Applies the file anew, one reload at a time. */
final class Reloads {
    private static final System.Logger LOG = System.getLogger("io.weir.daemon");

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
            List<String> changes = Answers.await(control.apply(loaded.configuration(), loaded.text()));
            List<String> lines = new ArrayList<>(changes.isEmpty() ? List.of("no change") : changes);
            List<String> deferred = deferred(loaded.configuration());
            deferred.forEach(line -> LOG.log(System.Logger.Level.WARNING, line));
            lines.addAll(deferred);
            return lines;
        } catch (InvalidConfiguration invalid) {
            List<String> lines = new ArrayList<>();
            invalid.problems().forEach(problem -> lines.add(problem.toString()));
            lines.add("nothing was changed");
            throw Refusal.wrong(lines);
        } finally {
            lock.unlock();
        }
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
