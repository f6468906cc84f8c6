package io.weir.bench.l7;

import io.weir.appliance.lab.LabException;
import io.weir.appliance.lab.LabProcess;
import io.weir.bench.contest.Measure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Resident memory of the proxy while it holds idle connections, each of which has carried one request. */
final class IdleMemory implements Measure<Proxy> {
    private final ProxyLab lab;
    private final int connections;

    IdleMemory(ProxyLab lab, int connections) {
        this.lab = lab;
        this.connections = connections;
    }

    @Override
    public String name() {
        return "MiB resident with %,d idle connections".formatted(connections);
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public double take(Proxy proxy) {
        LabProcess holder = lab.client()
                .start(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConnectionHolder.class.getName(),
                        proxy.address(),
                        Integer.toString(proxy.http()),
                        Integer.toString(connections));
        try {
            holder.stdout().awaitLine(ConnectionHolder.HOLDING, Duration.ofSeconds(60));
            return residentKilobytes(proxy) / 1024.0;
        } finally {
            holder.stop(Duration.ofSeconds(5));
        }
    }

    private static long residentKilobytes(Proxy proxy) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + proxy.pid() + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new LabException("no VmRSS of " + proxy.name());
    }
}
