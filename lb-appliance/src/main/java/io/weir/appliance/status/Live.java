package io.weir.appliance.status;

import io.weir.core.control.ServerKey;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.health.CheckResults;
import io.weir.l4.observe.Layer4Figures;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is no part of a snapshot.
 *
 * @param problems what planes say of services, by name
 * @param unserved whether a service's plane does not serve it at all
 * @param rates of a service
 * @param checks the last results of the check of a server; null for one that is not checked
 * @param layer4 null before the first layer 4 service
 * @param refused what HTTP's guard has refused, by reason
 */
public record Live(
        Map<String, String> problems,
        Predicate<ServiceSnapshot> unserved,
        Function<ServiceSnapshot, Rate> rates,
        Function<ServerKey, @Nullable CheckResults> checks,
        @Nullable Layer4Figures layer4,
        SortedMap<String, Long> refused) {
    /** Nothing is known. */
    public static final Live NOTHING =
            new Live(Map.of(), service -> false, service -> Rate.NONE, server -> null, null, new TreeMap<>());
}
