package io.weir.l7.tls;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks every hour whether keys of tickets are due and every day whether certificates end, in a thread of its own. */
public final class TlsUpkeep implements AutoCloseable {
    private static final int HOURS_BETWEEN_WARNINGS = 24;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("weir-tls").factory());
    private final TlsStore store;
    private int hours;

    /** Begins. */
    public TlsUpkeep(TlsStore store) {
        this.store = store;
        var _ = thread.scheduleAtFixedRate(this::look, 1, 1, TimeUnit.HOURS);
    }

    private void look() {
        try {
            hours++;
            store.keepUp(hours % HOURS_BETWEEN_WARNINGS == 0);
        } catch (RuntimeException e) {
            System.getLogger("io.weir.l7.tls")
                    .log(System.Logger.Level.ERROR, "a fault of Weir in the upkeep of TLS", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
