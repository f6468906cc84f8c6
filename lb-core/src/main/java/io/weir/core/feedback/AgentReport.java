package io.weir.core.feedback;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with one agent.
 *
 * @param word what it has said
 * @param heard when it last said something that was understood; null when it never did
 * @param trouble why the last question had no answer, in words; null when it had one or none was put yet
 */
public record AgentReport(
        AgentWord word, @Nullable Instant heard, @Nullable String trouble) {
    /** Before the first answer. */
    static final AgentReport NONE = new AgentReport(AgentWord.NOTHING, null, null);
}
