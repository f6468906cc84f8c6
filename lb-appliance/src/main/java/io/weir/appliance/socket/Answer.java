package io.weir.appliance.socket;

import io.weir.appliance.status.Style;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** What a command answers: as lines for people or as one JSON value for tools. */
interface Answer {
    /** For people. */
    List<String> lines(Style style);

    /** Writes one JSON value. */
    void json(JsonGenerator generator);

    /** What the command line ends with: 1 for an answer that tells of something wrong. */
    default int exitStatus() {
        return 0;
    }

    /** The same lines in both forms. */
    static Answer text(List<String> lines) {
        return new Answer() {
            @Override
            public List<String> lines(Style style) {
                return lines;
            }

            @Override
            public void json(JsonGenerator generator) {
                JsonText.array(generator, lines);
            }
        };
    }
}
