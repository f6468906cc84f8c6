package io.weir.l7.frontend;

import io.weir.core.service.EndReason;
import io.weir.core.service.VirtualService;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The wait of one connection or request for a place at a server. Confined to the connection's loop but for
 * {@link #placeOffered} and {@link #canUse}.
 */
public final class PlaceWait implements PlaceQueue.Waiting {
    private final Accepted accepted;
    private final Frontend frontend;
    private final Seeker seeker;
    private PlaceQueue.@Nullable Waiter waiter;

    /** Who looks for a place. */
    public interface Seeker {
        /** Chooses again: waits again, or takes a place and leaves the queue. */
        void choose();

        /** Whether it can use this server; asked on any thread. */
        boolean canUse(int serverId);

        /** Whether this server is the one that was chosen. */
        boolean chose(int serverId);

        /** Waits at most this long; then {@code late}. */
        void await(Duration limit, Runnable late);

        /** There is no place for it. */
        void refused(EndReason reason, String detail);
    }

    /** @param frontend whose servers have the places */
    public PlaceWait(Accepted accepted, Frontend frontend, Seeker seeker) {
        this.accepted = accepted;
        this.frontend = frontend;
        this.seeker = seeker;
    }

    /**
     * Waits, or goes on to wait.
     *
     * @param serverId the only server that will do, or {@link PlaceQueue#ANY}
     */
    public void begin(VirtualService service, int serverId) {
        PlaceQueue.Waiter waiting = waiter;
        boolean first = waiting == null;
        if (waiting == null) {
            waiting = new PlaceQueue.Waiter(this);
            waiter = waiting;
        }
        PlaceQueue.Added added = frontend.queue().add(waiting, serverId, service.maxConnections());
        if (added == PlaceQueue.Added.REFUSED) {
            waiter = null;
            seeker.refused(EndReason.NO_SERVER, "every server is full and the queue too");
            return;
        }
        if (first) {
            accepted.load().addQueued(1);
            seeker.await(service.timeouts().queue(), this::tooLong);
        }
        if (added == PlaceQueue.Added.NOW) {
            // A place that became free between the look and the wait was offered to nobody.
            seeker.choose();
        }
    }

    private void tooLong() {
        seeker.refused(EndReason.QUEUE_TIMEOUT, "every server stayed at its max-connections");
    }

    /** Waits no longer. */
    public void leave() {
        PlaceQueue.Waiter waiting = waiter;
        if (waiting != null) {
            waiter = null;
            frontend.queue().remove(waiting);
            accepted.load().addQueued(-1);
        }
    }

    @Override
    public boolean canUse(int serverId) {
        return seeker.canUse(serverId);
    }

    @Override
    public void placeOffered(@Nullable HeldPlace held) {
        accepted.loop().eventLoop().execute(() -> tryAgain(held));
    }

    private void tryAgain(@Nullable HeldPlace held) {
        if (waiter == null) {
            if (held != null) {
                frontend.free(held);
            }
            return;
        }
        if (held != null) {
            held.load().release();
        }
        seeker.choose();
        if (held != null && !seeker.chose(held.serverId())) {
            frontend.queue().nudge(held.serverId());
        }
    }
}
