package io.weir.l4.worker;

import io.weir.kernel.io.PacketIo;
import io.weir.l4.flow.FlowClock;
import io.weir.l4.forward.Handover;
import io.weir.l4.forward.PathCounters;
import io.weir.l4.forward.PathLimits;
import io.weir.l4.forward.PathSettings;
import io.weir.l4.forward.Pipeline;
import io.weir.l4.view.L4View;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All workers of the daemon. Made once; their engines may be replaced while they work. */
public final class Workers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.weir.l4");
    private static final long ANSWER_SECONDS = 2;

    private final List<Worker> workers;

    /**
     * Makes and starts them.
     *
     * @param engines one for each worker, which closes it
     * @param flows most flows of each family over all workers
     * @param memory gives zeroed native memory, aligned to 64 bytes
     * @param views the view in force
     * @param nanos a monotonic clock in nanoseconds
     * @param pin binds the calling thread to a processor, by the worker's number
     */
    public Workers(
            List<PacketIo> engines,
            int flows,
            LongFunction<MemorySegment> memory,
            Supplier<L4View> views,
            LongSupplier nanos,
            IntConsumer pin) {
        int count = engines.size();
        List<Handover> handovers = Handover.among(count, memory);
        FlowClock clock = new FlowClock(nanos);
        List<Worker> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            PathSettings settings = new PathSettings(number, count, Math.max(1024, flows / count), memory);
            PacketIo engine = engines.get(i);
            Function<Worker, Pipeline> pipeline =
                    worker -> new Pipeline(settings, engine, views.get(), handovers.get(number));
            all.add(new Worker(number, views, clock, pipeline, engine, () -> pin.accept(number)));
        }
        workers = List.copyOf(all);
        for (int i = 0; i < count; i++) {
            handovers.get(i).onGift(owner -> workers.get(owner).wakeup());
        }
        workers.forEach(Worker::start);
    }

    /** How many there are. */
    public int count() {
        return workers.size();
    }

    /** Tells them of a new view. */
    public void wakeup() {
        workers.forEach(Worker::wakeup);
    }

    /** The oldest generation that any of them works by. */
    public long adopted() {
        return workers.stream().mapToLong(Worker::adopted).min().orElse(Long.MAX_VALUE);
    }

    /**
     * Has them receive from other engines, one for each; those before are closed. Returns whether all of them are: one
     * that does not answer in time works on by its own, which it closes later, if ever.
     */
    public boolean replace(List<PacketIo> engines) {
        List<CompletableFuture<PacketIo>> before = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            before.add(workers.get(i).replace(engines.get(i)));
        }
        boolean all = true;
        for (int i = 0; i < workers.size(); i++) {
            // One that has ended has closed its engine.
            all &= close(before.get(i), engines.get(i)) || !workers.get(i).isAlive();
        }
        return all;
    }

    /** Here, as it takes the kernel some milliseconds, in which frames may arrive at the next. */
    private static boolean close(CompletableFuture<PacketIo> before, PacketIo next) {
        PacketIo engine = await(before, null);
        if (engine != null) {
            engine.close();
            return true;
        }
        if (before.isCompletedExceptionally()) {
            next.close();
        } else {
            // Late, if ever; its future then has it closed.
            CompletableFuture<Void> ignored = before.thenAccept(PacketIo::close);
        }
        return false;
    }

    /** Asks each between two batches; those that do not answer in time are left out. */
    public <T> List<T> ask(Function<Pipeline, T> question) {
        List<CompletableFuture<T>> asked =
                workers.stream().map(worker -> worker.ask(question)).toList();
        List<T> answers = new ArrayList<>();
        for (CompletableFuture<T> one : asked) {
            T answer = await(one, null);
            if (answer != null) {
                answers.add(answer);
            }
        }
        return answers;
    }

    private static <T> @Nullable T await(CompletableFuture<T> future, @Nullable T otherwise) {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.WARNING, "a worker of layer 4 does not answer", e);
        }
        return otherwise;
    }

    /** What became of frames, by worker. */
    public List<PathCounters> counters() {
        return workers.stream().map(worker -> worker.pipeline().counters()).toList();
    }

    /** What was full at them, and what gave way, by worker. */
    public List<PathLimits> limits() {
        return workers.stream().map(worker -> worker.pipeline().limits()).toList();
    }

    /** Their engines, by worker. */
    public List<PacketIo> engines() {
        return workers.stream().map(Worker::io).toList();
    }

    /** Whether no thread works any more. */
    public boolean ended() {
        return workers.stream().noneMatch(Worker::isAlive);
    }

    /** Ends the threads and closes the engines; see {@link #ended}. */
    @Override
    public void close() {
        workers.forEach(Worker::close);
    }
}
