package io.weir.l4.worker;

import io.weir.kernel.io.FrameBatch;
import io.weir.kernel.io.PacketIo;
import io.weir.l4.flow.FlowClock;
import io.weir.l4.forward.Pipeline;
import io.weir.l4.view.L4View;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One thread of the packet path. Its duty cycle: take the view, receive a batch, judge it, send, do a part of what is
 * due; wait only when there was nothing.
 */
final class Worker {
    private static final System.Logger LOG = System.getLogger("io.weir.l4");
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** More than wait in the queues of an engine; under a flood there is no last frame. */
    private static final int LAST_BATCHES = 1024;

    private static final long CLOSING_MILLIS = 2000;

    private final int number;
    private final Supplier<L4View> views;
    private final FlowClock clock;
    private final Pipeline pipeline;
    private final FrameBatch batch = new FrameBatch();
    private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile PacketIo io;
    private volatile long adopted = -1;
    private volatile boolean stopping;

    Worker(
            int number,
            Supplier<L4View> views,
            FlowClock clock,
            Function<Worker, Pipeline> pipeline,
            PacketIo io,
            Runnable onStart) {
        this.number = number;
        this.views = views;
        this.clock = clock;
        this.io = io;
        this.pipeline = pipeline.apply(this);
        this.thread = Thread.ofPlatform().name("weir-worker-" + number).unstarted(() -> {
            onStart.run();
            run();
        });
    }

    void start() {
        thread.start();
    }

    int number() {
        return number;
    }

    /** Whether it has not ended. */
    boolean isAlive() {
        return thread.isAlive();
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /** The engine it receives from now. */
    PacketIo io() {
        return io;
    }

    /** Ends a wait: there is a new view, an errand or a frame of another worker. */
    void wakeup() {
        io.wakeup();
    }

    /** The generation of the view it works by: nothing older is read any more. */
    long adopted() {
        return adopted;
    }

    /** Has the worker do something between two batches. Fails when it has ended. */
    <T> CompletableFuture<T> ask(Function<Pipeline, T> errand) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        errands.add(() -> {
            try {
                answer.complete(errand.apply(pipeline));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        if (!thread.isAlive()) {
            answer.completeExceptionally(new RejectedExecutionException("the worker has ended"));
        }
        wakeup();
        return answer;
    }

    /** Receives from another engine, behind all that has arrived at the one before; that one is the caller's then. */
    CompletableFuture<PacketIo> replace(PacketIo next) {
        return ask(path -> {
            PacketIo before = io;
            for (int i = 0; i < LAST_BATCHES && receive() > 0; i++) {
                before.flush();
            }
            next.begin();
            path.io(next);
            io = next;
            return before;
        });
    }

    private void run() {
        try {
            io.begin();
            while (!stopping) {
                if (!turn()) {
                    io.await(LONGEST_WAIT_NANOS);
                }
            }
        } catch (RuntimeException | Error e) {
            // Nothing on the path throws for what frames say: this is a fault of ours, and the service is down.
            LOG.log(System.Logger.Level.ERROR, "worker " + number + " of layer 4 has ended by a fault of Weir", e);
        } finally {
            io.close();
        }
    }

    /** One duty cycle. Returns whether the next should follow at once. */
    private boolean turn() {
        L4View view = views.get();
        pipeline.moment(view, clock.now());
        adopted = view.generation();
        int received = receive();
        boolean more = pipeline.keepHouse();
        io.flush();
        for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) {
            errand.run();
        }
        return received > 0 || more;
    }

    private int receive() {
        int received = io.receive(batch);
        if (received > 0) {
            pipeline.judge(batch);
            io.complete(batch);
        }
        return received;
    }

    /** Ends the thread; its engine is closed then. */
    void close() {
        stopping = true;
        wakeup();
        try {
            thread.join(CLOSING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.log(System.Logger.Level.WARNING, "worker " + number + " of layer 4 does not end");
        }
    }
}
