package io.weir.appliance.status;

import io.weir.appliance.alert.AlertFigures;
import io.weir.core.control.ServerKey;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.feedback.AgentReport;
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
 * @param agents how it stands with the agent of a server; null for one that has none
 * @param layer4 null before the first layer 4 service
 * @param refused what HTTP's guard has refused, by reason
 * @param alerts how it stands with the mails; null where none are sent
 */
public record Live(
        Map<String, String> problems,
        Predicate<ServiceSnapshot> unserved,
        Function<ServiceSnapshot, Rate> rates,
        Function<ServerKey, @Nullable CheckResults> checks,
        Function<ServerKey, @Nullable AgentReport> agents,
        @Nullable Layer4Figures layer4,
        SortedMap<String, Long> refused,
        @Nullable AlertFigures alerts) {
    /** Nothing is known. */
    public static final Live NOTHING = new Live(
            Map.of(),
            service -> false,
            service -> Rate.NONE,
            server -> null,
            server -> null,
            null,
            new TreeMap<>(),
            null);
}
