package io.weir.bench.l4;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.Finished;
import io.weir.appliance.lab.LabException;
import io.weir.bench.contest.Measure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gbit/s of one TCP connection, by iperf3, counted at the receiver. */
final class Bulk implements Measure<Carrier> {
    private static final Pattern RECEIVED = Pattern.compile("([0-9.]+) Gbits/sec\\s+receiver");

    private final Duration time;
    private final boolean toClient;

    Bulk(Duration time, boolean toClient) {
        this.time = time;
        this.toClient = toClient;
    }

    @Override
    public String name() {
        return "Gbit/s, one connection, " + (toClient ? "server to client" : "client to server");
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public double take(Carrier carrier) {
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
