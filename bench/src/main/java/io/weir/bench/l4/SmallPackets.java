package io.weir.bench.l4;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.JavaProgram;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import io.weir.bench.contest.Measure;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A flood of the smallest Ethernet frames with UDP in them, counted where it arrives. */
final class SmallPackets implements Measure<Carrier> {
    private static final Duration RAMP = Duration.ofSeconds(1);

    private final Duration time;
    private final int senders;
    private final String name;
    private final ToDoubleFunction<Sum> figure;
    private final boolean higherIsBetter;

    private SmallPackets(
            Duration time, int senders, String name, boolean higherIsBetter, ToDoubleFunction<Sum> figure) {
        this.time = time;
        this.senders = senders;
        this.name = name;
        this.higherIsBetter = higherIsBetter;
        this.figure = figure;
    }

    /** What one flood gave. */
    private record Sum(long packets, double seconds, double daemonSeconds, double machineSeconds) {}

    static SmallPackets rate(Duration time, int senders) {
        return new SmallPackets(
                time,
                senders,
                "thousand 64-byte UDP packets/s, senders: " + senders,
                true,
                sum -> sum.packets / sum.seconds / 1000);
    }

    static SmallPackets machineSeconds(Duration time) {
        return new SmallPackets(
                time,
                1,
                "CPU seconds of the whole machine per million 64-byte UDP packets",
                false,
                sum -> sum.machineSeconds / sum.packets * 1e6);
    }

    static SmallPackets daemonSeconds(Duration time) {
        return new SmallPackets(
                time,
                1,
                "CPU seconds of the daemon per million 64-byte UDP packets",
                false,
                sum -> sum.daemonSeconds / sum.packets * 1e6);
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
        LabProcess flood = carrier.lab()
                .near()
                .start(JavaProgram.longLived(
                        List.of(),
                        Flood.class.getName(),
                        List.of(carrier.address(), Integer.toString(Carriers.DISCARD), Integer.toString(senders))));
        try {
            flood.stdout().awaitLine(Flood.SENDING, Duration.ofSeconds(20));
            Await.elapse(RAMP);
            return figure.applyAsDouble(sum(carrier));
        } finally {
            flood.kill();
        }
    }

    private Sum sum(Carrier carrier) {
        long packets = arrived(carrier);
        double daemon = Cpu.seconds(carrier.pid());
        double machine = Cpu.machineSeconds();
        long start = System.nanoTime();
        Await.elapse(time);
        packets = arrived(carrier) - packets;
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Sum(packets, seconds, Cpu.seconds(carrier.pid()) - daemon, Cpu.machineSeconds() - machine);
    }

    private static long arrived(Carrier carrier) {
        long sum = 0;
        for (LabHost server : carrier.lab().servers()) {
            sum += Long.parseLong(server.require("cat", "/sys/class/net/eth0/statistics/rx_packets")
                    .strip());
        }
        return sum;
    }
}
