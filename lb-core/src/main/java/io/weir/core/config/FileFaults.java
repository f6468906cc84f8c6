package io.weir.core.config;

import io.weir.core.service.Configuration;
import java.nio.file.Path;
import java.util.Map;

/** Looks into the files that a configuration names, further than this package can. */
@FunctionalInterface
public interface FileFaults {
    /** Nothing is looked into. */
    FileFaults NONE = configuration -> Map.of();

    /** What is wrong with which file, and what would be right; by the paths that stand in the configuration. */
    Map<Path, String> of(Configuration configuration);
}
