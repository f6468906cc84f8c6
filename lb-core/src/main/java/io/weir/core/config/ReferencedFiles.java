package io.weir.core.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files that a configuration names: relative paths count from the folder of the configuration file. */
final class ReferencedFiles {
    /** More than any chain of certificates, less than what would hurt. */
    static final int MAX_BYTES = 4 << 20;

    private final Path folder;

    ReferencedFiles(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /** The absolute path. */
    Path resolve(Path path) {
        return folder.resolve(path).normalize();
    }

    /** Reports a file of certificates that cannot be read. */
    void check(Problems problems, Place place, String key, Path path) {
        String wrong = wrong(resolve(path));
        if (wrong != null) {
            problems.add(place, key, wrong);
        }
    }

    /** The same for the value of a key, if it has one. */
    void check(Problems problems, Fields fields, Key<Path> key) {
        Path path = fields.optional(key);
        Fields.Found given = fields.found(key);
        if (path != null && given != null) {
            check(problems, given.place(), given.path(), path);
        }
    }

    private static @Nullable String wrong(Path path) {
        String shown = Shown.path(path);
        if (!Files.isRegularFile(path)) {
            return "there is no file " + shown + "; write the path of a file with certificates, absolute or from the"
                    + " folder of the configuration file";
        }
        if (!Files.isReadable(path)) {
            return "this user may not read " + shown + "; change its permissions";
        }
        try {
            long size = Files.size(path);
            if (size == 0 || size > MAX_BYTES) {
                return shown + " has " + size + " bytes; a file of certificates has 1 to " + MAX_BYTES;
            }
            return null;
        } catch (IOException e) {
            return shown + " cannot be read (" + e.getMessage() + "); write the path of a readable file";
        }
    }
}
