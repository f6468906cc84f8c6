package io.weir.appliance.main;

import io.weir.core.service.Configuration;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line of {@code weir run} says; it wins over the file.
 *
 * @param file the configuration file
 * @param socket where to listen for operators; null for what the file says
 * @param stateDirectory where to remember things; null for what the file says
 */
public record RunOptions(
        Path file, @Nullable Path socket, @Nullable Path stateDirectory) {
    private static final Path USUAL_STATE_DIRECTORY = Path.of("/var/lib/weir");

    /** The configuration with these options in place of the file's. */
    Configuration over(Configuration configuration) {
        Configuration.Node node = stateDirectory == null
                ? configuration.node()
                : new Configuration.Node(configuration.node().name(), stateDirectory);
        Configuration.Admin admin = socket == null ? configuration.admin() : new Configuration.Admin(socket);
        return new Configuration(
                node,
                configuration.l4(),
                configuration.l7(),
                admin,
                configuration.fallbackPage(),
                configuration.virtualServices(),
                configuration.alerts());
    }

    /** Where things are remembered when the file cannot be read. */
    Path stateDirectoryWithoutFile() {
        return stateDirectory == null ? USUAL_STATE_DIRECTORY : stateDirectory;
    }
}
