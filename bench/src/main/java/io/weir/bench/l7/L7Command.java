package io.weir.bench.l7;

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

/** {@code weir bench l7}: the proxy beside HAProxy in TCP mode, in network namespaces of its own. */
@Command(
        name = "l7",
        description = "TCP mode beside HAProxy: requests/s, connections/s, Gbit/s, memory.",
        footer = {
            "",
            "Needs root, and haproxy, nginx, wrk and iperf3, which ./verify installs.",
            "Client, balancer and server share this machine's processors: read the",
            "ratios, not the figures."
        })
public final class L7Command implements Callable<Integer> {
    @Option(names = "--quick", description = "3 rounds of 3 s (about 3 minutes) instead of 5 of 6 s.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds; each takes every figure of every contender.")
    private @Nullable Integer rounds;

    @Option(names = "--write", paramLabel = "FILE", description = "Also write the report to FILE.")
    private @Nullable Path write;

    @Spec
    private CommandSpec spec;

    /** Made by the command line. */
    @SuppressWarnings("NullAway.Init") // picocli sets the specification before it calls.
    public L7Command() {}

    @Override
    public Integer call() throws IOException {
        String launcher = System.getProperty("weir.launcher", "");
        if (launcher.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "start it by the launcher: sudo ./weir bench l7");
        }
        PrintWriter out = spec.commandLine().getOut();
        int count = rounds != null ? rounds : quick ? 3 : 5;
        Duration time = Duration.ofSeconds(quick ? 3 : 6);
        try (ProxyLab lab = ProxyLab.open()) {
            String report = Machine.describe() + "\n" + MarkdownReport.of(run(lab, launcher, count, time, out));
            out.println();
            out.print(report);
            out.flush();
            if (write != null) {
                Files.writeString(write, report, StandardCharsets.UTF_8);
            }
        }
        return 0;
    }

    private static List<Result> run(ProxyLab lab, String launcher, int rounds, Duration time, PrintWriter out) {
        List<Proxy> proxies = new ArrayList<>(List.of(
                Proxy.haproxy(lab, 9000, false),
                Proxy.weir(lab, launcher, "epoll", 9010),
                Proxy.weir(lab, launcher, "io-uring", 9020),
                Proxy.weir(lab, launcher, "nio", 9030)));
        // Before any load: later its port may be the source of a connection.
        Proxy splicing = Proxy.haproxy(lab, 9040, true);
        Wrk keepAlive = new Wrk(lab, time, true);
        Wrk closing = new Wrk(lab, time, false);
        for (Proxy proxy : proxies) {
            say(out, "warming up " + proxy.name());
            keepAlive.take(proxy);
            closing.take(proxy);
        }
        List<Result> results = new ArrayList<>(
                contest(proxies, List.of(new IdleMemory(lab, 1000), new IdleMemory(lab, 5000)), 1, out));
        proxies.add(splicing);
        proxies.add(Proxy.direct());
        List<Measure<Proxy>> loads =
                List.of(keepAlive, closing, new Iperf(lab, time, false), new Iperf(lab, time, true));
        results.addAll(0, contest(proxies, loads, rounds, out));
        return results;
    }

    private static List<Result> contest(
            List<Proxy> proxies, List<Measure<Proxy>> measures, int rounds, PrintWriter out) {
        return new Contest<>(proxies, measures, rounds, line -> say(out, line)).run();
    }

    private static void say(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }
}
