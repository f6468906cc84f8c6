package io.weir.bench.l4;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.LabHost;
import io.weir.appliance.lab.LabProcess;
import io.weir.bench.contest.Measure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A flood of the smallest Ethernet frames with UDP in them, counted where it arrives. */
final class SmallPackets implements Measure<Carrier> {
    /** 64 bytes on the wire: 14 Ethernet, 20 IPv4, 8 UDP, 4 check sequence, and this. */
    private static final int PAYLOAD = 18;
    /** Most segments the kernel takes at a time from a socket (UDP_MAX_SEGMENTS, linux/udp.h). */
    private static final int AT_ONCE = 64;
    /** SOL_UDP and UDP_SEGMENT of linux/udp.h: each call's bytes become packets of so many bytes. */
    private static final String SEGMENT = ",setsockopt-int=17:103:" + PAYLOAD;

    private static final int SENDERS = 2;
    private static final Duration RAMP = Duration.ofMillis(500);

    private final Duration time;
    private final String name;
    private final ToDoubleFunction<Flood> figure;
    private final boolean higherIsBetter;

    private SmallPackets(Duration time, String name, boolean higherIsBetter, ToDoubleFunction<Flood> figure) {
        this.time = time;
        this.name = name;
        this.higherIsBetter = higherIsBetter;
        this.figure = figure;
    }

    /** What one flood gave. */
    private record Flood(long packets, double seconds, double daemonSeconds, double machineSeconds) {}

    static SmallPackets rate(Duration time) {
        return new SmallPackets(
                time, "thousand 64-byte UDP packets/s", true, flood -> flood.packets / flood.seconds / 1000);
    }

    static SmallPackets machineSeconds(Duration time) {
        return new SmallPackets(
                time,
                "CPU seconds of the whole machine per million 64-byte UDP packets",
                false,
                flood -> flood.machineSeconds / flood.packets * 1e6);
    }

    static SmallPackets daemonSeconds(Duration time) {
        return new SmallPackets(
                time,
                "CPU seconds of the daemon per million 64-byte UDP packets",
                false,
                flood -> flood.daemonSeconds / flood.packets * 1e6);
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
        List<LabProcess> senders = new ArrayList<>();
        try {
            for (int i = 0; i < SENDERS; i++) {
                String target = "UDP4:" + carrier.address() + ":" + Carriers.DISCARD + SEGMENT;
                senders.add(carrier.lab()
                        .near()
                        .start("socat", "-u", "-b", Integer.toString(PAYLOAD * AT_ONCE), "OPEN:/dev/zero", target));
            }
            Await.elapse(RAMP);
            return figure.applyAsDouble(flood(carrier));
        } finally {
            senders.forEach(LabProcess::kill);
        }
    }

    private Flood flood(Carrier carrier) {
        long packets = arrived(carrier);
        double daemon = Cpu.seconds(carrier.pid());
        double machine = Cpu.machineSeconds();
        long start = System.nanoTime();
        Await.elapse(time);
        packets = arrived(carrier) - packets;
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Flood(packets, seconds, Cpu.seconds(carrier.pid()) - daemon, Cpu.machineSeconds() - machine);
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
