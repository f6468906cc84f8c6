package io.weir.arp.vip;

import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.service.VirtualService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An address that must be local, with all services that share it.
 *
 * @param address the VIP
 * @param services their names, at least one
 * @param interfaceName where the configuration wants it; null for the interface whose subnet holds it
 */
record WantedAddress(
        IpAddress address, List<String> services, @Nullable String interfaceName) {
    /**
     * Of the enabled services that terminate connections. The kernel must not know the addresses of layer 4 services,
     * and 127.0.0.0/8 and ::1 are local already.
     *
     * @param problems receives services that contradict each other
     */
    static List<WantedAddress> of(Snapshot snapshot, List<String> problems) {
        Map<IpAddress, WantedAddress> wanted = new LinkedHashMap<>();
        for (ServiceSnapshot service : snapshot.services()) {
            VirtualService definition = service.definition();
            IpAddress address = definition.address();
            boolean needsPlace = !address.isLoopback() && !address.isUnspecified();
            if (definition.enabled() && definition.mode().isLayer7() && needsPlace) {
                WantedAddress one = new WantedAddress(address, List.of(service.name()), definition.interfaceName());
                wanted.merge(address, one, (a, b) -> a.sharedWith(b, problems));
            }
        }
        return List.copyOf(wanted.values());
    }

    private WantedAddress sharedWith(WantedAddress other, List<String> problems) {
        if (interfaceName != null
                && other.interfaceName != null
                && !Objects.equals(interfaceName, other.interfaceName)) {
            problems.add(who() + " and " + other.who() + " share " + address + " but name different interfaces, "
                    + interfaceName + " and " + other.interfaceName + "; name the same one or only one");
        }
        List<String> all = new ArrayList<>(services);
        all.addAll(other.services);
        return new WantedAddress(address, all, interfaceName == null ? other.interfaceName : interfaceName);
    }

    /** {@code service "web"} or {@code services "web", "api"}. */
    String who() {
        return (services.size() == 1 ? "service " : "services ") + "\"" + String.join("\", \"", services) + "\"";
    }
}
