package io.weir.bench.l4;

import io.weir.appliance.lab.LabException;
import io.weir.bench.contest.Measure;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** TCP connections a second that are opened, used for one HTTP request, and closed, 64 at a time, by wrk. */
final class Connections implements Measure<Carrier> {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");

    private final Duration time;

    Connections(Duration time) {
        this.time = time;
    }

    @Override
    public String name() {
        return "connections/s, one request each, 64 at a time";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public double take(Carrier carrier) {
        String output = carrier.lab()
                .near()
                .run(
                        time.plusSeconds(20),
                        "wrk",
                        "-t1",
                        "-c64",
                        "-d" + time.toSeconds() + "s",
                        "-H",
                        "Connection: close",
                        "http://" + carrier.address() + ":" + Carriers.HTTP + "/")
                .orThrow()
                .stdout();
        Matcher rate = RATE.matcher(output);
        // wrk counts a close it asked for as a read error; only time-outs and refusals are faults.
        if (!rate.find() || output.contains("Non-2xx")) {
            throw new LabException("no clean run of wrk over " + carrier.name() + ":\n" + output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
