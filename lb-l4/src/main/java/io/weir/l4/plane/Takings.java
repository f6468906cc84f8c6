package io.weir.l4.plane;

import io.weir.core.net.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What layer 4 takes of the host beside memory and queues, from its first service to the end. */
final class Takings {
    final Guard guard;
    final Stations stations;
    final Ownership ownership;
    final Host.Watch watch;

    private Takings(Guard guard, Stations stations, Ownership ownership, Host.Watch watch) {
        this.guard = guard;
        this.stations = stations;
        this.ownership = ownership;
        this.watch = watch;
    }

    /**
     * Takes it, or nothing.
     *
     * @param freed hears of an address in conflict that nobody has any more, on another thread
     */
    static Takings of(Host host, Path stateDirectory, Host.HostListener turns, Consumer<IpAddress> freed)
            throws IOException {
        Host.Watch watch = host.watch(turns);
        try {
            return new Takings(host.guard(stateDirectory), host.stations(), new Ownership(host, freed), watch);
        } catch (RuntimeException e) {
            watch.end();
            throw e;
        }
    }

    /**
     * Gives it back. The thread of the watch may wait for the caller's lock, so it ends later: {@link Host.Watch#close}
     * is for those who hold none.
     */
    void giveBack() {
        watch.end();
        ownership.close();
        stations.close();
        guard.close();
    }
}
