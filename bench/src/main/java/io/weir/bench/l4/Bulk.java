package io.weir.bench.l4;

import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabException;
import io.weir.appliance.lab.LabHost;
import io.weir.bench.contest.Measure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Gbit/s of one TCP connection, by iperf3, counted at the receiver.
 *
 * <p>Virtual links carry super-frames of up to 64 KiB from host to host, which no wire does, and only the engines on
 * packet sockets can pass on. So there is a second way: the hosts have no offloads, so that every frame is of a wire's
 * size, and the balancer's interfaces have GRO, as a card's driver does, which joins frames before all but native XDP
 * see them.
 */
final class Bulk implements Measure<Carrier> {
    private static final Pattern RECEIVED = Pattern.compile("([0-9.]+) Gbits/sec\\s+receiver");

    private final Duration time;
    private final boolean toClient;
    private final boolean asOnWire;

    Bulk(Duration time, boolean toClient, boolean asOnWire) {
        this.time = time;
        this.toClient = toClient;
        this.asOnWire = asOnWire;
    }

    @Override
    public String name() {
        return "Gbit/s, one connection, " + (toClient ? "server to client" : "client to server")
                + (asOnWire ? ", frames as on a wire" : "");
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public double take(Carrier carrier) {
        if (!asOnWire) {
            return rate(carrier);
        }
        wire(carrier.lab(), true);
        try {
            return rate(carrier);
        } finally {
            wire(carrier.lab(), false);
        }
    }

    private static void wire(L4Lab lab, boolean on) {
        for (LabHost host :
                Stream.concat(Stream.of(lab.near()), lab.servers().stream()).toList()) {
            // Without checksums there is no segmentation either; both come back together.
            host.require("ethtool", "-K", "eth0", "tx", on ? "off" : "on");
        }
        for (String name : lab.arm() == Arm.ONE ? List.of("eth0") : List.of("eth0", "eth1")) {
            lab.balancer().require("ethtool", "-K", name, "gro", on ? "on" : "off");
        }
    }

    private double rate(Carrier carrier) {
        List<String> command = new ArrayList<>(List.of(
                "iperf3",
                "-c",
                carrier.address(),
                "-p",
                Integer.toString(Carriers.BULK),
                "-f",
                "g",
                "-t",
                Long.toString(time.toSeconds())));
        if (toClient) {
            command.add("-R");
        }
        Duration deadline = time.plusSeconds(20);
        Finished finished = Await.reading(
                "iperf3 to be free",
                deadline,
                () -> carrier.lab().near().run(deadline, command),
                each -> !each.stderr().contains("the server is busy"));
        Matcher received = RECEIVED.matcher(finished.orThrow().stdout());
        if (!received.find()) {
            throw new LabException("no clean run of iperf3 over " + carrier.name() + ":\n" + finished.stdout());
        }
        return Double.parseDouble(received.group(1));
    }
}
