package io.weir.bench.l7;

import io.weir.appliance.lab.LabException;
import io.weir.bench.contest.Measure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gbit/s of one TCP connection through the proxy, by iperf3, counted at the receiver. */
final class Iperf implements Measure<Proxy> {
    private static final Pattern RECEIVED = Pattern.compile("([0-9.]+) Gbits/sec\\s+receiver");

    private final ProxyLab lab;
    private final Duration time;
    private final boolean toClient;

    Iperf(ProxyLab lab, Duration time, boolean toClient) {
        this.lab = lab;
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
    public double take(Proxy proxy) {
        List<String> command = new ArrayList<>(List.of(
                "iperf3",
                "-c",
                proxy.address(),
                "-p",
                Integer.toString(proxy.bulk()),
                "-f",
                "g",
                "-t",
                Long.toString(time.toSeconds())));
        if (toClient) {
            command.add("-R");
        }
        String output =
                lab.client().run(time.plusSeconds(20), command).orThrow().stdout();
        Matcher received = RECEIVED.matcher(output);
        if (!received.find()) {
            throw new LabException("no clean run of iperf3 against " + proxy.name() + ":\n" + output);
        }
        return Double.parseDouble(received.group(1));
    }
}
