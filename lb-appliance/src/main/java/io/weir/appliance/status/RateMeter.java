package io.weir.appliance.status;

import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.service.ServiceLoad;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Reads every service's figures once a second, and tells the rates of the last five. */
public final class RateMeter implements AutoCloseable {
    private static final int SPAN = 5;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<Snapshot> snapshots;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("rates").daemon().factory());

    private record Sample(long nanos, Map<ServiceLoad, Totals> totals) {}

    private record Totals(long packetsIn, long bytesIn, long packetsOut, long bytesOut) {
        static Totals of(ServiceLoad load) {
            return new Totals(load.packetsIn(), load.bytesIn(), load.packetsOut(), load.bytesOut());
        }
    }

    private RateMeter(Supplier<Snapshot> snapshots) {
        this.snapshots = snapshots;
    }

    /** Begins to read. */
    public static RateMeter start(Supplier<Snapshot> snapshots) {
        RateMeter meter = new RateMeter(snapshots);
        ScheduledFuture<?> ignored =
                meter.clock.scheduleAtFixedRate(() -> meter.sample(System.nanoTime()), 0, 1, TimeUnit.SECONDS);
        return meter;
    }

    private synchronized void sample(long nanos) {
        Map<ServiceLoad, Totals> totals = new HashMap<>();
        for (ServiceSnapshot service : snapshots.get().services()) {
            totals.put(service.load(), Totals.of(service.load()));
        }
        samples.addLast(new Sample(nanos, totals));
        if (samples.size() > SPAN + 1) {
            samples.removeFirst();
        }
    }

    /** The rate of a service now; none before the second reading. */
    public synchronized Rate of(ServiceLoad load) {
        Sample last = samples.peekLast();
        Totals end = last == null ? null : last.totals().get(load);
        if (last == null || end == null) {
            return Rate.NONE;
        }
        for (Sample first : samples) {
            Totals begin = first.totals().get(load);
            double seconds = (last.nanos() - first.nanos()) / NANOS;
            if (begin != null && seconds > 0) {
                return new Rate(
                        Math.round((end.packetsIn() - begin.packetsIn()) / seconds),
                        Math.round((end.bytesIn() - begin.bytesIn()) * Byte.SIZE / seconds),
                        Math.round((end.packetsOut() - begin.packetsOut()) / seconds),
                        Math.round((end.bytesOut() - begin.bytesOut()) * Byte.SIZE / seconds));
            }
        }
        return Rate.NONE;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
