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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir bench l7}: the proxy beside HAProxy in TCP and in HTTP mode, in network namespaces of its own. */
@Command(
        name = "l7",
        description = "Proxy beside HAProxy: requests/s, handshakes/s, latency, Gbit/s, memory.",
        footer = {
            "",
            "Rounds are of 6 s, about 12 minutes for TCP and 10 for HTTP mode; with",
            "--quick of 3 s, about 5 and 4. Needs root, and haproxy, nginx, wrk, h2load,",
            "openssl and iperf3, which ./verify installs.",
            "Client, balancer and server share this machine's processors: read the",
            "ratios, not the figures."
        })
public final class L7Command implements Callable<Integer> {
    /** What is compared. */
    private enum Only {
        TCP,
        HTTP
    }

    @Mixin
    private RunOptions options;

    @Option(names = "--only", paramLabel = "tcp|http", description = "One of the two modes.")
    private @Nullable Only only;

    /** Made by the command line. */
    @SuppressWarnings("NullAway.Init") // picocli sets the options before it calls.
    public L7Command() {}

    @Override
    public Integer call() throws IOException {
        String launcher = options.launcher();
        int rounds = options.rounds();
        options.need(Map.of(
                "ip",
                "iproute2",
                "haproxy",
                "haproxy",
                "nginx",
                "nginx-light",
                "wrk",
                "wrk",
                "iperf3",
                "iperf3",
                "h2load",
                "nghttp2-client",
                "openssl",
                "openssl"));
        StringBuilder report = new StringBuilder(Machine.describe());
        if (only != Only.HTTP) {
            try (ProxyLab lab = ProxyLab.open()) {
                report.append("\n## TCP mode\n\n").append(MarkdownReport.of(tcp(lab, launcher, rounds)));
            }
        }
        if (only != Only.TCP) {
            try (ProxyLab lab = ProxyLab.open()) {
                report.append("\n## HTTP mode\n\n").append(MarkdownReport.of(http(lab, launcher, rounds)));
            }
        }
        options.report(report.toString());
        return 0;
    }

    private List<Result> http(ProxyLab lab, String launcher, int rounds) {
        Duration time = options.time(Duration.ofSeconds(3), Duration.ofSeconds(6));
        List<Proxy> proxies = List.of(
                Proxy.haproxyHttp(lab, 9000),
                Proxy.weirHttp(lab, launcher, "epoll", 9010),
                Proxy.weirHttp(lab, launcher, "io-uring", 9020));
        Wrk clear = new Wrk(lab, time, true, false);
        Wrk tls = new Wrk(lab, time, true, true);
        Wrk handshakes = new Wrk(lab, time, false, true);
        H2Load h2 = new H2Load(lab, time);
        for (Proxy proxy : proxies) {
            options.say("warming up " + proxy.name());
            for (Measure<Proxy> load : List.<Measure<Proxy>>of(clear, tls, h2, handshakes)) {
                load.take(proxy);
            }
        }
        List<Result> results = new ArrayList<>(
                options.contest(proxies, List.of(new IdleMemory(lab, 1000), new IdleMemory(lab, 5000)), 1));
        List<Measure<Proxy>> loads =
                List.of(clear, tls, h2, handshakes, new Latency(lab, time, 50), new Latency(lab, time, 99));
        results.addAll(0, options.contest(proxies, loads, rounds));
        return results;
    }

    private List<Result> tcp(ProxyLab lab, String launcher, int rounds) {
        Duration time = options.time(Duration.ofSeconds(3), Duration.ofSeconds(6));
        List<Proxy> proxies = new ArrayList<>(List.of(
                Proxy.haproxy(lab, 9000, false),
                Proxy.weir(lab, launcher, "epoll", 9010),
                Proxy.weir(lab, launcher, "io-uring", 9020),
                Proxy.weir(lab, launcher, "nio", 9030)));
        // Before any load: later its port may be the source of a connection.
        Proxy splicing = Proxy.haproxy(lab, 9040, true);
        Wrk keepAlive = new Wrk(lab, time, true, false);
        Wrk closing = new Wrk(lab, time, false, false);
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
