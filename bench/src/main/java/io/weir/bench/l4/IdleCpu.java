package io.weir.bench.l4;

import io.weir.appliance.lab.Await;
import io.weir.bench.contest.Measure;
import java.time.Duration;

/** What the daemon takes of a processor while nothing is to do. */
final class IdleCpu implements Measure<Carrier> {
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final Duration time;

    IdleCpu(Duration time) {
        this.time = time;
    }

    @Override
    public String name() {
        return "% of one processor while idle";
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public double take(Carrier carrier) {
        Await.elapse(SETTLE);
        double before = Cpu.seconds(carrier.pid());
        Await.elapse(time);
        return (Cpu.seconds(carrier.pid()) - before) / time.toMillis() * 1e5;
    }
}
