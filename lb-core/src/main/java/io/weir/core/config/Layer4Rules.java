package io.weir.core.config;

import io.weir.core.config.ServiceSchema.Passive;
import io.weir.core.config.ServiceSchema.Proxied;
import io.weir.core.config.ServiceSchema.Server;
import io.weir.core.config.ServiceSchema.Spare;
import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Mode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one service cannot mean at layer 4: packets pass with addresses and ports changed, and nothing more. */
final class Layer4Rules {
    static final String MODES = "l4-dr, l4-nat or l4-snat";

    private static final List<Key<?>> OF_LAYER_7 = List.of(
            ServiceSchema.SOURCE_ADDRESS,
            ServiceSchema.TRANSPARENT,
            ServiceSchema.SERVER_NAMES,
            ServiceSchema.SLOW_START,
            ServiceSchema.ACCESS_LOG,
            ServiceSchema.TLS,
            ServiceSchema.HTTP);

    private final Problems problems;
    private final SectionReader reader;

    Layer4Rules(Problems problems, SectionReader reader) {
        this.problems = problems;
        this.reader = reader;
    }

    /** Whether the service is one of layer 4. */
    static boolean apply(Fields service) {
        Mode mode = service.optional(ServiceSchema.MODE);
        return mode != null && !mode.isLayer7();
    }

    /**
     * The fallback in force at layer 4. What {@code defaults} say for services at layer 7 and layer 4 cannot do is none:
     * any fallback with DR, and one on this machine, as the fallback page.
     */
    static @Nullable Fields fallback(Fields service) {
        Fields fallback = service.optional(ServiceSchema.FALLBACK);
        if (fallback == null || service.givesItself(ServiceSchema.FALLBACK)) {
            return fallback;
        }
        IpAddress address = fallback.optional(Spare.ADDRESS);
        boolean here = address != null && address.isLoopback();
        return here || service.optional(ServiceSchema.MODE) == Mode.L4_DR ? null : fallback;
    }

    /** Checks a layer 4 service, but for its servers. */
    void check(Fields service) {
        Mode mode = service.value(ServiceSchema.MODE);
        IpAddress vip = service.optional(ServiceSchema.ADDRESS);
        if (vip != null && vip.isLoopback()) {
            tell(
                    service,
                    ServiceSchema.ADDRESS,
                    vip + " is this machine's own loopback, where no packet comes in; write an address of a network, or"
                            + " mode l7-snat");
        }
        withoutEffect(service, ServiceSchema.TIMEOUTS, mode);
        OF_LAYER_7.forEach(key -> withoutEffect(service, key, mode));
        for (Key<Fields> group : List.of(ServiceSchema.PROXY_PROTOCOL, ServiceSchema.PASSIVE_CHECK)) {
            if (service.givesItself(group)) {
                Fields keys = service.group(group);
                Stream.concat(Proxied.SECTION.keys().stream(), Passive.SECTION.keys().stream())
                        .forEach(key -> withoutEffect(keys, key, mode));
            }
        }
        fallback(service, mode, vip);
    }

    private void withoutEffect(Fields fields, Key<?> key, Mode mode) {
        Fields.Found idle = fields.found(key);
        boolean asksForNothing = idle != null
                && (Objects.equals(idle.value(), key.defaultValue())
                        || List.of().equals(idle.value()));
        if (idle != null && !asksForNothing && !idle.inherited() && idle.value() != null) {
            problems.add(idle.keyPlace(), idle.path(), "has no effect with mode " + mode.key() + "; remove it");
        }
    }

    private void fallback(Fields service, Mode mode, @Nullable IpAddress vip) {
        Fields fallback = fallback(service);
        if (fallback == null) {
            return;
        }
        if (mode == Mode.L4_DR) {
            withoutEffect(service, ServiceSchema.FALLBACK, mode);
            return;
        }
        IpAddress address = reader.requireAll(Spare.SECTION, fallback) ? fallback.optional(Spare.ADDRESS) : null;
        if (address == null) {
            return;
        }
        if (address.isLoopback()) {
            tell(
                    fallback,
                    Spare.ADDRESS,
                    address
                            + " is this machine's own loopback, which layer 4 cannot reach; write the address of another"
                            + " host, or fallback: null");
        } else if (vip != null && vip.v6() != address.v6()) {
            tell(fallback, Spare.ADDRESS, otherFamily(address, vip));
        }
    }

    /** Checks one server of a layer 4 service. */
    void server(Fields service, Fields server) {
        Mode mode = service.value(ServiceSchema.MODE);
        IpAddress vip = service.optional(ServiceSchema.ADDRESS);
        IpAddress address = server.optional(Server.ADDRESS);
        if (address != null && address.isLoopback()) {
            tell(
                    server,
                    Server.ADDRESS,
                    address
                            + " is this machine's own loopback, which layer 4 cannot reach; write the address of another"
                            + " host, or mode l7-snat");
        } else if (address != null && vip != null && vip.v6() != address.v6()) {
            tell(server, Server.ADDRESS, otherFamily(address, vip));
        }
        Fields tls = server.optional(Server.TLS);
        if (tls != null && tls.value(TlsSchema.Back.ENABLED)) {
            withoutEffect(server, Server.TLS, mode);
        }
        PortSet ports = service.optional(ServiceSchema.PORTS);
        Integer port = server.optional(Server.PORT);
        if (mode == Mode.L4_DR && ports != null && port != null && !ports.equals(PortSet.of(port))) {
            tell(
                    server,
                    Server.PORT,
                    "with mode l4-dr packets reach the server as the client sent them, so the port cannot change; remove"
                            + " it, or write mode l4-nat or l4-snat");
        }
    }

    private static String otherFamily(IpAddress address, IpAddress vip) {
        return address + " is " + ServiceRules.family(address) + " and the VIP " + vip + " is "
                + ServiceRules.family(vip) + ", and layer 4 does not translate between them; write an "
                + ServiceRules.family(vip) + " address, or mode l7-snat";
    }

    /** Checks that the interface of a layer 4 service is one of those that carry layer 4. */
    void interfaceOf(Fields service, List<ValueType.Item<String>> carrying) {
        String name = service.optional(ServiceSchema.INTERFACE);
        if (name == null || carrying.isEmpty()) {
            return;
        }
        List<String> names = carrying.stream().map(ValueType.Item::value).toList();
        if (!names.contains(name)) {
            tell(
                    service,
                    ServiceSchema.INTERFACE,
                    name + " is not among l4.interfaces, which are " + String.join(", ", names)
                            + "; add it there, or write one of them");
        }
    }

    private void tell(Fields fields, Key<?> key, String text) {
        Fields.Found found = Objects.requireNonNull(fields.found(key));
        problems.add(found.place(), found.path(), text);
    }
}
