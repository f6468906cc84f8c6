package io.weir.bench.l4;

import io.weir.bench.contest.Measure;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** A figure of a flood of the smallest packets. */
final class SmallPackets implements Measure<Carrier> {
    /**
     * What is offered where costs are compared: less than any contender can carry, for a packet that is thrown away
     * costs too, and whoever is offered more throws away more.
     */
    private static final int PACE = 40_000;

    private final String name;
    private final boolean higherIsBetter;
    private final ToDoubleFunction<Carrier> figure;

    private SmallPackets(String name, boolean higherIsBetter, ToDoubleFunction<Carrier> figure) {
        this.name = name;
        this.higherIsBetter = higherIsBetter;
        this.figure = figure;
    }

    /** What arrives of all that a number of senders can send. */
    static SmallPackets rate(Duration time, int senders) {
        SmallFlood flood = new SmallFlood(time, senders, 0);
        return new SmallPackets(
                "thousand 64-byte UDP packets/s, senders: " + senders,
                true,
                carrier -> flood.over(carrier).perSecond() / 1000);
    }

    /** Everything, sender and losses too, at the most that arrives. */
    static SmallPackets machineSeconds(Duration time) {
        SmallFlood flood = new SmallFlood(time, 1, 0);
        return new SmallPackets(
                "CPU seconds of the whole machine per million 64-byte UDP packets, one sender at full speed",
                false,
                carrier -> flood.over(carrier).machinePerMillion());
    }

    /**
     * What the balancer costs. Time in the kernel's softirqs cannot be told apart by namespace, and is charged to
     * whichever process they interrupt, so it is what the machine takes with the balancer in the way, less what it
     * takes for the same packets without.
     *
     * @param wire client and server on one switch
     */
    static SmallPackets addedSeconds(Duration time, Carrier wire) {
        SmallFlood flood = new SmallFlood(time, 1, PACE);
        return new SmallPackets(
                "CPU seconds that the balancer adds per million 64-byte UDP packets, at %,d packets/s".formatted(PACE),
                false,
                carrier -> {
                    double without = flood.over(wire).machinePerMillion();
                    return flood.over(carrier).machinePerMillion() - without;
                });
    }

    /** What of this the daemon is charged with. */
    static SmallPackets daemonSeconds(Duration time) {
        SmallFlood flood = new SmallFlood(time, 1, PACE);
        return new SmallPackets(
                "CPU seconds charged to the daemon per million 64-byte UDP packets, at %,d packets/s".formatted(PACE),
                false,
                carrier -> flood.over(carrier).daemonPerMillion());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    @Override
    public double take(Carrier carrier) {
        return figure.applyAsDouble(carrier);
    }
}
