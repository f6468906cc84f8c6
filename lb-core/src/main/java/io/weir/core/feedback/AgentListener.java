package io.weir.core.feedback;

/** Hears what agents say. */
@FunctionalInterface
public interface AgentListener {
    /**
     * The agent says something else than before. Called on a thread of its own for each agent; may block, which delays
     * that agent only.
     */
    void said(AskedAgent agent, AgentWord word) throws InterruptedException;
}
