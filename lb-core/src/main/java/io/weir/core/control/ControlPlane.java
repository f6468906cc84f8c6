package io.weir.core.control;

import io.weir.core.control.SnapshotWriter.Verdict;
import io.weir.core.feedback.AgentReport;
import io.weir.core.feedback.AgentWord;
import io.weir.core.feedback.AskedAgent;
import io.weir.core.health.CheckFigures;
import io.weir.core.health.CheckResults;
import io.weir.core.health.HealthChecker;
import io.weir.core.health.HealthTrack;
import io.weir.core.health.Standing;
import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one writer. Commands of the operator and verdicts of the checks go through one queue to one thread, which makes
 * each of them a new {@link Snapshot}, puts it in force and tells the events. Methods may be called from any thread;
 * the futures complete on the control thread, so long work that follows belongs elsewhere ({@code thenAcceptAsync}).
 */
public final class ControlPlane implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.weir.control");
    private static final int QUEUE_LIMIT = 4096;
    private static final int BATCH_LIMIT = 256;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final BlockingQueue<Command> queue = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private final SnapshotPublisher publisher = new SnapshotPublisher();
    private final Events events = new Events();
    private final InstantSource clock;
    private final Planes planes;
    private final StateStore store;
    private final HealthChecker checker;
    private final Checks checks;
    private final Agents agents;
    private final SnapshotWriter writer;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean ended;

    private sealed interface Command {
        record Task(Runnable work) implements Command {}

        record Checked(Verdict verdict) implements Command {}

        record Heard(AskedAgent agent, AgentWord word) implements Command {}
    }

    /**
     * Starts the control thread. Nothing serves before the first {@link #apply}.
     *
     * @param planes in staging order: those that others rely on come first
     * @param store closed by {@link #close}
     * @param checker closed by {@link #close}
     * @param clock for the times of states and events
     * @param nanoClock for the timeouts of persistence entries, as {@link System#nanoTime}
     */
    public ControlPlane(
            List<DataPlane> planes,
            StateStore store,
            HealthChecker checker,
            InstantSource clock,
            LongSupplier nanoClock) {
        this(planes, store, checker, clock, new StandardParts(nanoClock));
    }

    ControlPlane(
            List<DataPlane> planes, StateStore store, HealthChecker checker, InstantSource clock, ServiceParts parts) {
        this.planes = new Planes(planes);
        this.store = store;
        this.checker = checker;
        this.checks = new Checks(checker, this::checked);
        this.clock = clock;
        this.agents = new Agents((agent, word) -> queue.put(new Command.Heard(agent, word)));
        this.writer = new SnapshotWriter(publisher, events, this.planes, store, checks, agents, clock, parts);
        this.thread = Thread.ofPlatform().name("weir-control").start(this::run);
    }

    /** The snapshot in force; generation 0 without services before the first {@link #apply}. */
    public Snapshot current() {
        return publisher.current();
    }

    /** The reference that workers and event loops read. */
    public SnapshotPublisher publisher() {
        return publisher;
    }

    /** Every transition. */
    public Events events() {
        return events;
    }

    /** Where the checks of a server stand, with their last results; null while it is not checked. */
    public @Nullable CheckResults check(ServerKey server) {
        return checks.of(server);
    }

    /** How it stands with the agent of a server; null while it is not asked. */
    public @Nullable AgentReport agent(ServerKey server) {
        AskedAgent agent = agents.of(server);
        return agent == null ? null : agent.report();
    }

    /** What all checks have done. */
    public CheckFigures checkFigures() {
        return checker.figures();
    }

    /** Like {@link #apply(Configuration, String)} for a configuration that no file holds: no version of it is kept. */
    public CompletableFuture<List<String>> apply(Configuration next) {
        return submit(() -> writer.apply(next, null));
    }

    /**
     * Puts a configuration in force, whole or not at all. It gets the next version number, or keeps the last when the
     * text is that of the version kept last.
     *
     * @param text of the file, to be kept as a version
     * @return what changed, one sentence each; or {@link ApplyException}, and nothing changed
     */
    public CompletableFuture<List<String>> apply(Configuration next, String text) {
        return submit(() -> writer.apply(next, text));
    }

    /**
     * Says what the operator wants of a server. It holds, also over restarts, until the file changes what it says.
     *
     * @param target {@code SERVICE/SERVER}, or {@code SERVICE} for all its servers
     * @return what changed, one sentence each, empty when nothing did; or {@link UnknownTargetException}, or
     *     {@link IOException} when it cannot be remembered, and nothing changed
     */
    public CompletableFuture<List<String>> setAdminState(String target, AdminState state) {
        return submit(() -> writer.setAdminState(target, state));
    }

    /**
     * Changes a weight until the file changes it or the daemon restarts.
     *
     * @param weight 0..65535
     * @return what changed, empty when nothing did; or {@link UnknownTargetException}, or
     *     {@link IllegalArgumentException} for a weight out of range
     */
    public CompletableFuture<List<String>> setWeight(ServerKey server, int weight) {
        return submit(() -> writer.setWeight(server, weight));
    }

    /**
     * Takes a server down because traffic to it fails, until its health check has succeeded as often in a row as its
     * {@code rise} says. A server that is not checked stays up: nothing would bring it back.
     *
     * @param words the last failure
     * @return whether it is checked
     */
    public CompletableFuture<Boolean> takeDown(ServerKey server, String words) {
        return submit(() -> writer.takeDown(server, words));
    }

    /**
     * Makes a service forget which servers its clients were sent to.
     *
     * @param key whose, as listed; null for all
     * @return how many were forgotten; or {@link UnknownTargetException}
     */
    public CompletableFuture<Integer> clearSessions(String service, @Nullable String key) {
        return submit(() -> writer.clearSessions(service, key));
    }

    /**
     * Services that a plane cannot serve as configured, by name, with what is wrong and what to do; in the order of
     * their names. Changes at any time, without a new snapshot.
     */
    public Map<String, String> problems() {
        return planes.problems();
    }

    /** Tells subscribers of something that others have found, at the time now; nothing happens at the end. */
    public void tell(Function<Instant, Event> event) {
        var _ = submit(() -> {
            events.tell(event.apply(clock.instant()));
            return true;
        });
    }

    private <T> CompletableFuture<T> submit(Callable<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        if (stopping) {
            future.completeExceptionally(new RejectedExecutionException("Weir is stopping"));
        } else if (!queue.offer(new Command.Task(() -> complete(future, work)))) {
            future.completeExceptionally(new RejectedExecutionException("too many commands are waiting"));
        } else if (ended) {
            refuseQueued();
        }
        return future;
    }

    private <T> void complete(CompletableFuture<T> future, Callable<T> work) {
        if (stopping) {
            future.completeExceptionally(new RejectedExecutionException("Weir is stopping"));
            return;
        }
        try {
            future.complete(work.call());
        } catch (Throwable e) {
            // As in every executor: a fault belongs to the one who asked, and the thread goes on.
            future.completeExceptionally(e);
        }
    }

    private void checked(Standing check, HealthTrack track) throws InterruptedException {
        queue.put(new Command.Checked(new Verdict(check, track)));
    }

    private void run() {
        try {
            serve();
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.ERROR, "the control thread was interrupted and stops", e);
        } finally {
            stopping = true;
            writer.shutDown();
            ended = true;
            refuseQueued();
        }
    }

    private void serve() throws InterruptedException {
        long nextTick = 0;
        while (!stopping) {
            boolean ticking = writer.awaitsDrains();
            Command command = ticking ? queue.poll(nextTick - System.nanoTime(), TimeUnit.NANOSECONDS) : queue.take();
            if (command != null) {
                carryOut(command);
            }
            long now = System.nanoTime();
            if (!ticking) {
                nextTick = now + TICK_NANOS;
            } else if (nextTick - now <= 0) {
                writer.tick();
                nextTick = now + TICK_NANOS;
            }
        }
    }

    private void carryOut(Command command) {
        switch (command) {
            case Command.Task task -> task.work().run();
            case Command.Checked checked -> takeVerdicts(checked.verdict());
            case Command.Heard heard -> hear(heard);
        }
    }

    private void hear(Command.Heard heard) {
        try {
            writer.hear(heard.agent(), heard.word());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a fault of Weir while taking what an agent says", e);
        }
    }

    /** Takes the verdicts that wait right behind this one too, up to the second of the same check. */
    private void takeVerdicts(Verdict first) {
        List<Verdict> verdicts = new ArrayList<>();
        Set<Standing> seen = new HashSet<>();
        verdicts.add(first);
        seen.add(first.check());
        while (verdicts.size() < BATCH_LIMIT
                && queue.peek() instanceof Command.Checked next
                && seen.add(next.verdict().check())) {
            queue.remove();
            verdicts.add(next.verdict());
        }
        try {
            writer.take(verdicts);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a fault of Weir while taking verdicts of checks", e);
        }
    }

    private void refuseQueued() {
        for (Command command = queue.poll(); command != null; command = queue.poll()) {
            if (command instanceof Command.Task task) {
                task.work().run();
            }
        }
    }

    /**
     * Gives every plane an empty snapshot, so that it releases what it holds, ends the checks and the control thread,
     * and marks the stop as clean. Waits until all is done; so not for subscribers of events, which it would wait for.
     */
    @Override
    public void close() {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("the control thread cannot wait for its own end");
        }
        stopping = true;
        // Wakes the thread; when the queue is full it is awake.
        boolean woken = queue.offer(new Command.Task(() -> {}));
        try {
            thread.join();
            checker.close();
            agents.stopAll();
            store.close();
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "interrupted while stopping (woken: " + woken + ")", e);
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the stop could not be marked as clean", e);
        }
    }
}
