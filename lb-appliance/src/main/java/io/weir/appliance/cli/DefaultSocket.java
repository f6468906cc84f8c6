package io.weir.appliance.cli;

import io.weir.core.config.ConfigurationFile;
import io.weir.core.config.InvalidConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the daemon listens when nothing else is said. */
final class DefaultSocket {
    private static final Path USUAL = Path.of("/run/weir/admin.sock");
    private static final Path FILE = Path.of("/etc/weir/weir.yaml");

    private DefaultSocket() {}

    static Path path() {
        return of(FILE);
    }

    /** Reads the file only when it may name a socket: parsing takes longer than the rest of the command. */
    static Path of(Path file) {
        try {
            if (!Files.isReadable(file) || !Files.readString(file).contains("socket")) {
                return USUAL;
            }
            return ConfigurationFile.load(file).admin().socket();
        } catch (IOException | InvalidConfiguration e) {
            // The daemon may run well on its last good version while the file is being edited.
            System.getLogger("io.weir.cli").log(System.Logger.Level.DEBUG, file + " names no socket", e);
            return USUAL;
        }
    }
}
