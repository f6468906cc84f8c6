package io.weir.bench.l7;

import io.weir.appliance.lab.LabException;
import io.weir.bench.contest.Measure;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP/2 requests a second over TLS, by h2load with 8 connections of 16 streams. */
final class H2Load implements Measure<Proxy> {
    private static final Pattern RATE = Pattern.compile("finished in [^,]+, ([0-9.]+) req/s");

    private final ProxyLab lab;
    private final Duration time;

    H2Load(ProxyLab lab, Duration time) {
        this.lab = lab;
        this.time = time;
    }

    @Override
    public String name() {
        return "requests/s, HTTP/2 over TLS, 8 connections of 16 streams";
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    @Override
    public double take(Proxy proxy) {
        String url = "https://" + proxy.address() + ":" + proxy.tls() + "/";
        String output = lab.client()
                .run(time.plusSeconds(20), "h2load", "-t1", "-c8", "-m16", "-D" + time.toSeconds(), url)
                .orThrow()
                .stdout();
        Matcher rate = RATE.matcher(output);
        // Streams still open when the time is up are not counted as failed.
        if (!rate.find() || !output.contains(" 0 failed, 0 errored, 0 timeout") || !output.contains("protocol: h2")) {
            throw new LabException("no clean run of h2load against " + proxy.name() + ":\n" + output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
