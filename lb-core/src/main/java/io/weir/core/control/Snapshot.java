package io.weir.core.control;

import io.weir.core.net.IpAddress;
import io.weir.core.service.Configuration;
import java.nio.file.Path;
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
    private static final Configuration NOTHING = new Configuration(
            new Configuration.Node("", Path.of("")),
            Configuration.L4.automatic(),
            new Configuration.L7(Configuration.Transport.AUTO, 0),
            new Configuration.Admin(Path.of("")),
            new Configuration.FallbackPage(false, IpAddress.v4(0), 0, null),
            List.of(),
            null);

    /** Copies the list. */
    public Snapshot {
        services = List.copyOf(services);
    }

    /** Generation 0: nothing is configured yet. */
    public static Snapshot empty() {
        return new Snapshot(0, 0, NOTHING, List.of());
    }

    /** Every server of every service by its id, made anew by each call: for those who compile a snapshot further. */
    public ServersById servers() {
        return new ServersById(
                services.stream().flatMap(service -> service.servers().stream()).toList());
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
