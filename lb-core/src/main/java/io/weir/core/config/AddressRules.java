package io.weir.core.config;

import io.weir.core.config.FileSchema.Packets;
import io.weir.core.config.FileSchema.Page;
import io.weir.core.config.ServiceSchema.Server;
import io.weir.core.config.ServiceSchema.Spare;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Mode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What an address cannot be at the same time. Layer 4 answers for its VIPs itself and keeps their packets from the
 * kernel, so nothing else on this machine can use or reach them.
 */
final class AddressRules {
    private final Problems problems;
    private final Map<IpAddress, Fields> owners = new HashMap<>();
    private final Set<Fields> mixed = new HashSet<>();

    AddressRules(Problems problems) {
        this.problems = problems;
    }

    /** Checks the file and its services with defaults merged in. */
    void check(Fields file, List<Fields> services) {
        services.stream().filter(AddressRules::serves).forEach(this::own);
        Fields page = file.group(FileSchema.FALLBACK_PAGE);
        if (page.value(Page.ENABLED)) {
            notHidden(page, Page.ADDRESS, "another address");
        }
        for (Fields service : services) {
            boolean layer4 = Layer4Rules.apply(service);
            service.groups(ServiceSchema.REAL_SERVERS).forEach(server -> server(service, server));
            Fields fallback = layer4 ? Layer4Rules.fallback(service) : service.optional(ServiceSchema.FALLBACK);
            if (fallback != null) {
                notHidden(fallback, Spare.ADDRESS, "the address of another host");
            }
            if (!layer4) {
                notHidden(service, ServiceSchema.SOURCE_ADDRESS, "another address of this machine");
            }
        }
        List<ValueType.Item<IpAddress>> sources = file.group(FileSchema.L4).optional(Packets.SNAT_ADDRESSES);
        if (sources != null) {
            sources.forEach(source -> source(source, services));
        }
    }

    /** Whether the service shares its address with one of the other layer, which has been reported. */
    boolean isMixed(Fields service) {
        return mixed.contains(service);
    }

    private static boolean serves(Fields service) {
        return service.value(ServiceSchema.ENABLED) && service.optional(ServiceSchema.MODE) != null;
    }

    private void own(Fields service) {
        IpAddress address = service.optional(ServiceSchema.ADDRESS);
        Fields first = address == null ? null : owners.putIfAbsent(address, service);
        if (first != null && Layer4Rules.apply(first) != Layer4Rules.apply(service)) {
            mixed.add(service);
            tell(
                    service,
                    ServiceSchema.ADDRESS,
                    address + " is the address of service " + label(first) + " with mode " + mode(first)
                            + " and of this one with mode " + mode(service)
                            + ", and layer 4 hides its addresses from layer 7; write another address, or modes of one"
                            + " layer");
        }
    }

    private void server(Fields service, Fields server) {
        IpAddress address = server.optional(Server.ADDRESS);
        if (address != null && Layer4Rules.apply(service) && address.equals(service.optional(ServiceSchema.ADDRESS))) {
            tell(
                    server,
                    Server.ADDRESS,
                    "is the VIP of this very service, so packets would go in a circle; write the server's own address");
        } else {
            notHidden(server, Server.ADDRESS, "the server's own address");
        }
    }

    private void notHidden(Fields fields, Key<IpAddress> key, String instead) {
        IpAddress address = fields.optional(key);
        Fields owner = address == null ? null : owners.get(address);
        if (owner != null && Layer4Rules.apply(owner) && fields.found(key) != null) {
            tell(
                    fields,
                    key,
                    address + " is the VIP of service " + label(owner)
                            + ", which layer 4 keeps from this machine; write " + instead);
        }
    }

    private void source(ValueType.Item<IpAddress> source, List<Fields> services) {
        IpAddress address = source.value();
        if (address.isLoopback()) {
            problems.add(
                    source.place(),
                    source.path(),
                    address + " is this machine's own loopback, to which no server can answer; write an address that"
                            + " servers reach");
            return;
        }
        for (Fields service : services) {
            String whose = address.equals(service.optional(ServiceSchema.ADDRESS))
                    ? "the VIP of service " + label(service)
                    : serverWith(service, address);
            if (!whose.isEmpty()) {
                problems.add(
                        source.place(),
                        source.path(),
                        address + " is " + whose
                                + "; write an address that only layer 4 uses, or an address of this machine");
                return;
            }
        }
    }

    private static String serverWith(Fields service, IpAddress address) {
        for (Fields server : service.groups(ServiceSchema.REAL_SERVERS)) {
            if (address.equals(server.optional(Server.ADDRESS))) {
                String name = Objects.requireNonNullElse(server.optional(Server.NAME), "without a name");
                return "the address of server " + name + " of service " + label(service);
            }
        }
        return "";
    }

    /** How messages name a service. */
    static String label(Fields service) {
        String name = Objects.requireNonNullElse(service.optional(ServiceSchema.NAME), "without a name");
        return name + " (line " + service.place().line() + ")";
    }

    private static String mode(Fields service) {
        return service.<Mode>value(ServiceSchema.MODE).key();
    }

    private void tell(Fields fields, Key<?> key, String text) {
        Fields.Found found = Objects.requireNonNull(fields.found(key));
        problems.add(found.place(), found.path(), text);
    }
}
