package io.weir.appliance.main;

import io.weir.appliance.socket.AdminSocket;
import io.weir.appliance.socket.SocketUnavailable;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.config.Problem;
import io.weir.core.control.StateStore;
import io.weir.core.control.StateStore.SavedConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a daemon begins with: a configuration and the memory of the last one.
 *
 * @param loaded the file's, or the last good one
 * @param store open, and held against other daemons
 * @param warnings what the operator must know of how the configuration was found
 */
record Beginning(LoadedConfiguration loaded, StateStore store, List<String> warnings) {
    static Beginning of(RunOptions options) throws StartFailure {
        try {
            LoadedConfiguration loaded = LoadedConfiguration.load(options);
            requireFree(loaded.configuration().admin().socket());
            return new Beginning(
                    loaded, new StateStore(loaded.configuration().node().stateDirectory()), List.of());
        } catch (InvalidConfiguration invalid) {
            return recovered(options, lines(invalid));
        } catch (IOException e) {
            throw StartFailure.failed(List.of(e.getMessage()));
        }
    }

    private static void requireFree(Path socket) throws StartFailure {
        try {
            AdminSocket.requireFree(socket);
        } catch (SocketUnavailable e) {
            throw StartFailure.failed(List.of(e.getMessage()));
        }
    }

    /**
     * When the file is invalid and the last daemon did not stop in order, as after a power cut in the middle of an edit,
     * the configuration that served last is better than none.
     */
    private static Beginning recovered(RunOptions options, List<String> problems) throws StartFailure {
        Path directory = options.stateDirectoryWithoutFile();
        if (!Files.isDirectory(directory)) {
            throw StartFailure.wrong(problems);
        }
        StateStore store;
        try {
            store = new StateStore(directory);
        } catch (IOException e) {
            // No privilege, or in use: then there is nothing to recover from here, and the file's problems stand.
            throw StartFailure.wrong(problems);
        }
        try {
            return recovered(options, problems, directory, store);
        } catch (StartFailure failure) {
            giveBack(store);
            throw failure;
        }
    }

    private static Beginning recovered(RunOptions options, List<String> problems, Path directory, StateStore store)
            throws StartFailure {
        SavedConfiguration saved =
                store.lastStopWasUnclean() ? store.latestGood().orElse(null) : null;
        if (saved == null) {
            throw StartFailure.wrong(problems);
        }
        String name = directory + ", version " + saved.version();
        try {
            RunOptions here = new RunOptions(options.file(), options.socket(), directory);
            LoadedConfiguration loaded = LoadedConfiguration.parse(here, name, saved.text());
            requireFree(loaded.configuration().admin().socket());
            List<String> warnings = new ArrayList<>();
            warnings.add(options.file() + " is invalid and the last daemon did not stop in order: version "
                    + saved.version() + " of the configuration, the last good one, is started instead; correct"
                    + " the file, then \"weir reload\"");
            warnings.addAll(problems);
            return new Beginning(loaded, store, warnings);
        } catch (InvalidConfiguration e) {
            List<String> all = new ArrayList<>(problems);
            all.add("the configuration that served last is not valid in this version of Weir either:");
            all.addAll(lines(e));
            throw StartFailure.wrong(all);
        }
    }

    private static List<String> lines(InvalidConfiguration invalid) {
        return invalid.problems().stream().map(Problem::toString).toList();
    }

    /** After a failed start: an unclean stop stays known to the next start. */
    void giveBackStore() {
        giveBack(store);
    }

    private static void giveBack(StateStore store) {
        try {
            if (store.lastStopWasUnclean()) {
                store.abandon();
            } else {
                store.close();
            }
        } catch (IOException e) {
            System.getLogger("io.weir.daemon")
                    .log(System.Logger.Level.WARNING, "the state directory could not be given back", e);
        }
    }
}
