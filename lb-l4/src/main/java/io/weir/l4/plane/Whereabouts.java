package io.weir.l4.plane;

import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where an address is, as this host sees it.
 *
 * @param own whether it is an address of this host
 * @param interfaceName the interface that leads there; null when there is no route
 * @param interfaceIndex its index; 0 when there is none
 * @param subnet the subnet of that interface that holds it; null when it is behind a router
 */
public record Whereabouts(
        boolean own,
        @Nullable String interfaceName,
        int interfaceIndex,
        @Nullable Cidr subnet) {
    /** Nothing is known of it. */
    public static final Whereabouts UNKNOWN = new Whereabouts(false, null, 0, null);

    /** Finds them. */
    @FunctionalInterface
    public interface Finder {
        /** Asks the kernel. */
        Whereabouts of(IpAddress address) throws IOException;
    }
}
