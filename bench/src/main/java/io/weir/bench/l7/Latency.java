package io.weir.bench.l7;

import io.weir.appliance.lab.LabException;
import io.weir.bench.contest.Measure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The time of a request at a fixed offered load, by h2load: 64 kept connections, each of which asks 25 times a second
 * whatever became of the question before.
 */
final class Latency implements Measure<Proxy> {
    private static final int CONNECTIONS = 64;
    private static final int RATE = 25;

    private final ProxyLab lab;
    private final Duration time;
    private final double percentile;

    /** The percentile is of 0..100. */
    Latency(ProxyLab lab, Duration time, double percentile) {
        this.lab = lab;
        this.time = time;
        this.percentile = percentile;
    }

    @Override
    public String name() {
        return "ms until the answer, percentile %.0f, HTTP/1.1 at %,d requests/s"
                .formatted(percentile, CONNECTIONS * RATE);
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public double take(Proxy proxy) {
        Path log = lab.directory().resolve("latency.log");
        try {
            Files.deleteIfExists(log);
            lab.client()
                    .run(
                            time.plusSeconds(20),
                            "h2load",
                            "--h1",
                            "-t1",
                            "-c" + CONNECTIONS,
                            "--rps=" + RATE,
                            "-D" + time.toSeconds(),
                            "--log-file=" + log,
                            "http://" + proxy.address() + ":" + proxy.http() + "/")
                    .orThrow();
            double[] micros;
            try (Stream<String> lines = Files.lines(log)) {
                micros = lines.map(line -> line.split("\t"))
                        .mapToDouble(fields -> answered(proxy, fields))
                        .toArray();
            }
            // Fewer would mean that the offered load was not taken.
            if (micros.length < CONNECTIONS * RATE * time.toSeconds() * 9 / 10) {
                throw new LabException(proxy.name() + " answered only " + micros.length + " requests");
            }
            Arrays.sort(micros);
            return micros[(int) Math.min(micros.length - 1, micros.length * percentile / 100)] / 1000;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Columns of the log: start, status, microseconds. */
    private static double answered(Proxy proxy, String[] fields) {
        if (!fields[1].equals("200")) {
            throw new LabException(proxy.name() + " answered status " + fields[1]);
        }
        return Double.parseDouble(fields[2]);
    }
}
