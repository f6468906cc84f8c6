package io.weir.bench.l7;

import io.weir.appliance.lab.LabException;
import io.weir.bench.contest.Measure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP requests a second through the proxy, by wrk with 64 connections: kept alive, or one connection a request; in the
 * clear, or over TLS without resumption.
 */
final class Wrk implements Measure<Proxy> {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");

    private final ProxyLab lab;
    private final Duration time;
    private final boolean keepAlive;
    private final boolean tls;

    Wrk(ProxyLab lab, Duration time, boolean keepAlive, boolean tls) {
        this.lab = lab;
        this.time = time;
        this.keepAlive = keepAlive;
        this.tls = tls;
    }

    @Override
    public String name() {
        if (keepAlive) {
            return "requests/s, HTTP/1.1" + (tls ? " over TLS" : "") + ", keep-alive, 64 connections";
        }
        return tls
                ? "full TLS handshakes/s, one request each, 64 at a time"
                : "connections/s, one request each, 64 at a time";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public double take(Proxy proxy) {
        List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c64", "-d" + time.toSeconds() + "s"));
        if (!keepAlive) {
            command.addAll(List.of("-H", "Connection: close"));
        }
        command.add(
                tls
                        ? "https://" + proxy.address() + ":" + proxy.tls() + "/"
                        : "http://" + proxy.address() + ":" + proxy.http() + "/");
        String output =
                lab.client().run(time.plusSeconds(20), command).orThrow().stdout();
        Matcher rate = RATE.matcher(output);
        // wrk counts a close it asked for as a read error; only time-outs and refusals are faults.
        if (!rate.find() || output.contains("Non-2xx")) {
            throw new LabException("no clean run of wrk against " + proxy.name() + ":\n" + output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
