package io.weir.l4.plane;

import io.weir.core.net.IpAddress;
import io.weir.l4.view.L4View;
import java.util.HashSet;
import java.util.Set;

/**
 * The addresses of ours that say which worker receives a frame.
 *
 * @param vips those that clients know
 * @param sources those that servers know
 */
public record Steered(Set<IpAddress> vips, Set<IpAddress> sources) {
    static final Steered NONE = new Steered(Set.of(), Set.of());

    /** Copies the sets. */
    public Steered {
        vips = Set.copyOf(vips);
        sources = Set.copyOf(sources);
    }

    static Steered by(L4View view) {
        return new Steered(view.vips().keys(), view.sources().keys());
    }

    /** The addresses of both. */
    Steered and(Steered other) {
        Set<IpAddress> allVips = new HashSet<>(vips);
        allVips.addAll(other.vips);
        Set<IpAddress> allSources = new HashSet<>(sources);
        allSources.addAll(other.sources);
        return new Steered(allVips, allSources);
    }
}
