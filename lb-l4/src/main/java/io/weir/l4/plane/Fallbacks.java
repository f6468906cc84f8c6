package io.weir.l4.plane;

import io.weir.core.service.ServerLoad;
import java.util.HashMap;
import java.util.Map;

/** The stable ids and figures of fallbacks, which are servers to the packet path but not to the control plane. */
final class Fallbacks {
    private final Map<String, Identity> ofService = new HashMap<>();

    /**
     * What flows refer to.
     *
     * @param id counted down from the largest int; real servers count up from the smallest id
     */
    record Identity(int id, ServerLoad load) {}

    /** The identity of a service's fallback. */
    Identity of(String service) {
        return ofService.computeIfAbsent(
                service, name -> new Identity(Integer.MAX_VALUE - ofService.size(), new ServerLoad()));
    }
}
