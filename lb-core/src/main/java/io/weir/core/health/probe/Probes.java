package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.health.CheckResult;
import io.weir.core.health.CheckTarget;
import io.weir.core.health.Probe;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Checks by every type, each by the probe of its protocol. */
public final class Probes implements Probe {
    private static final CheckReason CONNECTED = new CheckReason("L4OK", "");

    private final Dialer dialer;
    private final LongSupplier nanoClock;

    /**
     * Checks over connections of this dialer.
     *
     * @param nanoClock must advance like {@link System#nanoTime}
     */
    public Probes(Dialer dialer, LongSupplier nanoClock) {
        this.dialer = dialer;
        this.nanoClock = nanoClock;
    }

    /** With the system's sockets and clock. */
    public static Probes direct() {
        return new Probes(new SocketDialer(), System::nanoTime);
    }

    @Override
    public CheckResult check(CheckTarget target) {
        long start = nanoClock.getAsLong();
        Deadline deadline = Deadline.in(target.check().timeout(), nanoClock);
        try {
            CheckReason reason = probe(target, deadline);
            return CheckResult.passed(reason, Duration.ofNanos(nanoClock.getAsLong() - start));
        } catch (Unhealthy e) {
            return CheckResult.failed(e.reason(), Duration.ofNanos(nanoClock.getAsLong() - start));
        }
    }

    private CheckReason probe(CheckTarget target, Deadline deadline) throws Unhealthy {
        try (Dialer.Connection _ = dialer.dial(target, deadline)) {
            return CONNECTED;
        }
    }
}
