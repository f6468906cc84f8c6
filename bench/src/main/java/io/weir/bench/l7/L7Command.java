package io.weir.bench.l7;

import io.weir.bench.contest.MarkdownReport;
import io.weir.bench.contest.Measure;
import io.weir.bench.contest.Result;
import io.weir.bench.contest.RunOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weir bench l7}: the proxy beside HAProxy in TCP mode, in network namespaces of its own. */
@Command(
        name = "l7",
        description = "TCP mode beside HAProxy: requests/s, connections/s, Gbit/s, memory.",
        footer = {
            "",
            "Rounds are of 6 s, about 12 minutes in all; with --quick of 3 s, about 5.",
            "Needs root, and haproxy, nginx, wrk and iperf3, which ./verify installs.",
            "Client, balancer and server share this machine's processors: read the",
            "ratios, not the figures."
        })
public final class L7Command implements Callable<Integer> {
    @Mixin
    private RunOptions options;

    /** Made by the command line. */
    @SuppressWarnings("NullAway.Init") // picocli sets the options before it calls.
    public L7Command() {}

    @Override
    public Integer call() throws IOException {
        String launcher = options.launcher();
        int rounds = options.rounds();
        options.need(Map.of(
                "ip", "iproute2", "haproxy", "haproxy", "nginx", "nginx-light", "wrk", "wrk", "iperf3", "iperf3"));
        try (ProxyLab lab = ProxyLab.open()) {
            options.report(Machine.describe() + "\n" + MarkdownReport.of(run(lab, launcher, rounds)));
        }
        return 0;
    }

    private List<Result> run(ProxyLab lab, String launcher, int rounds) {
        Duration time = options.time(Duration.ofSeconds(3), Duration.ofSeconds(6));
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
            options.say("warming up " + proxy.name());
            keepAlive.take(proxy);
            closing.take(proxy);
        }
        List<Result> results = new ArrayList<>(
                options.contest(proxies, List.of(new IdleMemory(lab, 1000), new IdleMemory(lab, 5000)), 1));
        proxies.add(splicing);
        proxies.add(Proxy.direct());
        List<Measure<Proxy>> loads =
                List.of(keepAlive, closing, new Iperf(lab, time, false), new Iperf(lab, time, true));
        results.addAll(0, options.contest(proxies, loads, rounds));
        return results;
    }
}
