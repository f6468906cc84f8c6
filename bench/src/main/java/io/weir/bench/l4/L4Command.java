package io.weir.bench.l4;

import io.weir.bench.contest.Contest;
import io.weir.bench.contest.MarkdownReport;
import io.weir.bench.contest.Measure;
import io.weir.bench.contest.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir bench l4}: layer 4 beside the kernel's NAT and plain forwarding, in network namespaces of its own. */
@Command(
        name = "l4",
        description = "Layer 4 beside nftables: packets/s, Gbit/s, connections/s, CPU.",
        footer = {
            "",
            "Needs root, and nft, nginx, wrk and iperf3, which ./verify installs.",
            "Client, balancer and servers share this machine's processors: read the",
            "ratios, not the figures."
        })
public final class L4Command implements Callable<Integer> {
    @Option(names = "--quick", description = "3 rounds of 2 s (about 6 minutes) instead of 5 of 5 s.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds; each takes every figure of every contender.")
    private @Nullable Integer rounds;

    @Option(names = "--write", paramLabel = "FILE", description = "Also write the report to FILE.")
    private @Nullable Path write;

    @Spec
    private CommandSpec spec;

    /** Made by the command line. */
    @SuppressWarnings("NullAway.Init") // picocli sets the specification before it calls.
    public L4Command() {}

    @Override
    public Integer call() throws IOException {
        String launcher = System.getProperty("weir.launcher", "");
        if (launcher.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "start it by the launcher: sudo ./weir bench l4");
        }
        int count = rounds != null ? rounds : quick ? 3 : 5;
        Duration time = Duration.ofSeconds(quick ? 2 : 5);
        PrintWriter out = spec.commandLine().getOut();
        say(out, "building the labs");
        try (Carriers carriers = Carriers.start(launcher)) {
            String report = machine() + "\n" + MarkdownReport.of(run(carriers, count, time, out));
            out.println();
            out.print(report);
            out.flush();
            if (write != null) {
                Files.writeString(write, report, StandardCharsets.UTF_8);
            }
        }
        return 0;
    }

    private static String machine() {
        return "Linux %s, %d processors, Java %s.%n"
                .formatted(
                        System.getProperty("os.version"),
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version());
    }

    private static List<Result> run(Carriers carriers, int rounds, Duration time, PrintWriter out) {
        SmallPackets rate = SmallPackets.rate(time, 1);
        Connections connections = new Connections(time);
        Bulk toServer = new Bulk(time, false);
        Bulk toClient = new Bulk(time, true);
        for (Carrier carrier : carriers.all()) {
            say(out, "warming up " + carrier.name());
            for (Measure<Carrier> measure : List.of(rate, connections, toServer, toClient)) {
                measure.take(carrier);
            }
        }
        List<Result> results = new ArrayList<>(contest(
                carriers.all(),
                List.of(
                        rate,
                        SmallPackets.rate(time, 2),
                        SmallPackets.machineSeconds(time),
                        toServer,
                        toClient,
                        connections),
                rounds,
                out));
        results.addAll(
                contest(carriers.daemons(), List.of(SmallPackets.daemonSeconds(time), new IdleCpu(time)), rounds, out));
        return results;
    }

    private static List<Result> contest(
            List<Carrier> carriers, List<Measure<Carrier>> measures, int rounds, PrintWriter out) {
        return new Contest<>(carriers, measures, rounds, line -> say(out, line)).run();
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
