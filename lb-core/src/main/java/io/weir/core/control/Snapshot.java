package io.weir.core.control;

import io.weir.core.service.Configuration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Configuration, health and admin states of one moment, compiled for the data planes. Immutable; a reader that holds
 * one sees a world that agrees with itself.
 *
 * @param generation rises by one with every change
 * @param configurationVersion rises by one with every configuration that was applied
 * @param configuration what it was compiled from
 * @param services in the order of the file
 */
public record Snapshot(
        long generation, long configurationVersion, Configuration configuration, List<ServiceSnapshot> services) {
    /** Copies the list. */
    public Snapshot {
        services = List.copyOf(services);
    }

    /** The service of this name, or null. */
    public @Nullable ServiceSnapshot service(String name) {
        for (ServiceSnapshot service : services) {
            if (service.name().equals(name)) {
                return service;
            }
        }
        return null;
    }
}
