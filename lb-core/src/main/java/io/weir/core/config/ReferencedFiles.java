package io.weir.core.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files that a configuration names: relative paths count from the folder of the configuration file. */
final class ReferencedFiles {
    /** More than any chain of certificates, less than what would hurt. */
    static final int MAX_BYTES = 4 << 20;

    private final Path folder;
    private final List<Reference> references = new ArrayList<>();

    /** Where the configuration names a file. */
    private record Reference(Place place, String key, Path path) {}

    ReferencedFiles(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /** The absolute path. */
    Path resolve(Path path) {
        return folder.resolve(path).normalize();
    }

    /** Reports a file of certificates that cannot be read. */
    void check(Problems problems, Place place, String key, Path path) {
        Path resolved = resolve(path);
        references.add(new Reference(place, key, resolved));
        String wrong = wrong(resolved);
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

    /** Reports what is wrong inside of files, wherever they are named. */
    void report(Problems problems, Map<Path, String> faults) {
        for (Reference reference : references) {
            String fault = faults.get(reference.path());
            if (fault != null) {
                problems.add(reference.place(), reference.key(), fault);
            }
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
