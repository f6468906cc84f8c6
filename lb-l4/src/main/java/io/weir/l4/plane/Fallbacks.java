package io.weir.l4.plane;

import io.weir.core.net.IpAddress;
import io.weir.core.service.Fallback;
import io.weir.core.service.ServerLoad;
import java.util.HashMap;
import java.util.Map;

/** The stable ids and figures of fallbacks, which are servers to the packet path but not to the control plane. */
final class Fallbacks {
    private final Map<Key, Identity> known = new HashMap<>();

    /** As for servers: who has another address or port is another. */
    private record Key(String service, IpAddress address, int port) {}

    /**
     * What flows refer to.
     *
     * @param id counted down from the largest int; real servers count up from the smallest id
     */
    record Identity(int id, ServerLoad load) {}

    /** The identity of a service's fallback. */
    Identity of(String service, Fallback fallback) {
        return known.computeIfAbsent(
                new Key(service, fallback.address(), fallback.port()),
                key -> new Identity(Integer.MAX_VALUE - known.size(), new ServerLoad()));
    }
}
