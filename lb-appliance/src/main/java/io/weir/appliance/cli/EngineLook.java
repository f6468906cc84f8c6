package io.weir.appliance.cli;

import io.weir.core.service.Configuration;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at what the engines of layer 4 can do on this machine; elsewhere, so that commands need not load layer 4. */
@FunctionalInterface
public interface EngineLook {
    /**
     * Changes nothing.
     *
     * @param configuration whose interfaces; null for all
     * @param json whether the answer is one of JSON
     * @param columns to stay within, at least 80
     */
    Answer look(@Nullable Configuration configuration, boolean json, int columns) throws IOException;

    /**
     * What was found.
     *
     * @param good whether a daemon gets the engine that the configuration asks for
     */
    record Answer(boolean good, List<String> lines) {
        /** Copies the list. */
        public Answer {
            lines = List.copyOf(lines);
        }
    }
}
