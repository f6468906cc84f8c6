package io.weir.core.feedback;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** One agent that is asked again and again, on a virtual thread, until {@link #stop}. What it said holds while it is silent. */
public final class AskedAgent {
    private static final System.Logger LOG = System.getLogger("io.weir.feedback");
    private static final double JITTER = 0.1;

    private final FeedbackTarget target;
    private final AgentListener listener;
    private final Thread thread;
    private volatile AgentReport report;
    private volatile boolean stopped;

    private AskedAgent(FeedbackTarget target, AgentWord from, AgentListener listener) {
        this.target = target;
        this.listener = listener;
        this.report = from.equals(AgentWord.NOTHING) ? AgentReport.NONE : new AgentReport(from, null, null);
        this.thread = Thread.ofVirtual().name("weir-agent-" + target.address()).unstarted(this::run);
    }

    /**
     * Begins to ask.
     *
     * @param from what it has said before
     */
    public static AskedAgent start(FeedbackTarget target, AgentWord from, AgentListener listener) {
        AskedAgent agent = new AskedAgent(target, from, listener);
        agent.thread.start();
        return agent;
    }

    /** Who is asked. */
    public FeedbackTarget target() {
        return target;
    }

    /** How it stands with it. From any thread. */
    public AgentReport report() {
        return report;
    }

    /** Ends soon, without blocking; a question under way is broken off. */
    public void stop() {
        stopped = true;
        thread.interrupt();
    }

    private void run() {
        try {
            long next = System.nanoTime();
            while (!stopped) {
                ask();
                long interval = target.feedback().interval().toNanos();
                double jitter = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER);
                next = Math.max(next + Math.round(interval * jitter), System.nanoTime());
                for (long left = next - System.nanoTime(); left > 0 && !stopped; left = next - System.nanoTime()) {
                    LockSupport.parkNanos(this, left);
                }
            }
        } catch (InterruptedException e) {
            // Stopped while it reported: nobody waits for the report any more.
            LOG.log(System.Logger.Level.TRACE, "agent {0} is asked no more", target);
        }
    }

    private void ask() throws InterruptedException {
        AgentReport before = report;
        try {
            String line = FeedbackQuestion.ask(target);
            AgentWord word = AgentGrammar.read(line, before.word()).orElse(null);
            if (word == null) {
                report = new AgentReport(
                        before.word(),
                        before.heard(),
                        "it said \"" + AgentGrammar.shown(line) + "\", which is none of 0% to 1000%, up, down, fail,"
                                + " stopped, ready, drain, maint");
                return;
            }
            report = new AgentReport(word, InstantSource.system().instant(), null);
            if (!stopped && !word.equals(before.word())) {
                listener.said(this, word);
            }
        } catch (IOException e) {
            String words = e.getMessage() == null ? e.toString() : e.getMessage();
            report = new AgentReport(before.word(), before.heard(), AgentGrammar.shown(words));
        } catch (RuntimeException e) {
            // An agent that nobody asks any more would hold its server in its last word for ever.
            LOG.log(
                    System.Logger.Level.ERROR,
                    "asking the agent on " + target.address() + " failed by a fault of Weir",
                    e);
            report = new AgentReport(before.word(), before.heard(), AgentGrammar.shown("a fault of Weir: " + e));
        }
    }
}
