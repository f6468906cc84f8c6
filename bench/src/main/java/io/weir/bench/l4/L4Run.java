package io.weir.bench.l4;

import io.weir.bench.contest.MarkdownReport;
import io.weir.bench.contest.Measure;
import io.weir.bench.contest.Result;
import io.weir.bench.contest.RunOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One interleaved run over the carriers that were asked for. */
final class L4Run {
    private static final Duration QUICK = Duration.ofSeconds(2);
    private static final Duration USUAL = Duration.ofSeconds(5);
    /** The kernel counts a process's time in hundredths of a second. */
    private static final Duration IDLE = Duration.ofSeconds(5);

    /** What the labs run, with the packages of Debian that have it. */
    private static final Map<String, String> PROGRAMS = Map.of(
            "ip",
            "iproute2",
            "nft",
            "nftables",
            "nginx",
            "nginx-light",
            "wrk",
            "wrk",
            "iperf3",
            "iperf3",
            "ethtool",
            "ethtool");

    private final RunOptions options;
    private final Duration time;

    L4Run(RunOptions options) {
        this.options = options;
        time = options.time(QUICK, USUAL);
    }

    /** Builds, measures, reports, and takes everything down. */
    void run(boolean modes, String engineList) throws IOException {
        List<Engine> engines = engines(engineList);
        String launcher = options.launcher();
        int rounds = options.rounds();
        options.need(PROGRAMS);
        options.say("building the labs");
        try (Carriers carriers = Carriers.start(launcher, modes, engines)) {
            options.report(machine() + carriers.describe() + "\n" + MarkdownReport.of(results(carriers, rounds)));
        }
    }

    private List<Engine> engines(String list) {
        try {
            return Engine.parse(list);
        } catch (IllegalArgumentException e) {
            throw options.refused("--engines " + list + ": " + e.getMessage());
        }
    }

    private static String machine() {
        return "Linux %s, %d processors, Java %s.%n"
                .formatted(
                        System.getProperty("os.version"),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version());
    }

    private List<Result> results(Carriers carriers, int rounds) {
        SmallPackets rate = SmallPackets.rate(time, 1);
        Connections connections = new Connections(time);
        Bulk toServer = new Bulk(time, false, false);
        Bulk toClient = new Bulk(time, true, false);
        for (Carrier carrier : carriers.all()) {
            options.say("warming up " + carrier.name());
            for (Measure<Carrier> measure : List.of(rate, connections, toServer, toClient)) {
                measure.take(carrier);
            }
        }
        List<Result> results = new ArrayList<>(options.contest(
                carriers.all(),
                List.of(
                        rate,
                        SmallPackets.rate(time, 2),
                        SmallPackets.machineSeconds(time),
                        SmallPackets.addedSeconds(time, carriers.wire()),
                        toServer,
                        toClient,
                        new Bulk(time, false, true),
                        new Bulk(time, true, true),
                        connections),
                rounds));
        results.addAll(options.contest(
                carriers.daemons(), List.of(SmallPackets.daemonSeconds(time), new IdleCpu(IDLE)), rounds));
        return results;
    }
}
