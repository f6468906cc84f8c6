package io.weir.core.config;

import io.weir.core.config.AddressClaims.Owner;
import io.weir.core.config.AddressClaims.Telling;
import io.weir.core.config.FileSchema.Page;
import io.weir.core.config.ServiceSchema.Proxied;
import io.weir.core.config.TlsSchema.Front;
import io.weir.core.config.TlsSchema.Redirect;
import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Protocol;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Which ports enabled services take, and from whom. */
final class PortRules {
    private final Problems problems;
    private final AddressRules addresses;
    private final Fields page;
    private final AddressClaims claims = new AddressClaims();

    PortRules(Problems problems, AddressRules addresses, Fields page) {
        this.problems = problems;
        this.addresses = addresses;
        this.page = page;
    }

    /** Checks one service after those above it in the file. */
    void check(Fields service) {
        IpAddress address = service.optional(ServiceSchema.ADDRESS);
        PortSet ports = service.optional(ServiceSchema.PORTS);
        if (address == null
                || ports == null
                || service.found(ServiceSchema.PORTS) == null
                || !service.value(ServiceSchema.ENABLED)) {
            return;
        }
        if (Layer4Rules.apply(service)) {
            Owner owner = new Owner(AddressRules.label(service), Telling.NONE, Set.of(), false);
            take(service, ServiceSchema.PORTS, address, ports, service.value(ServiceSchema.PROTOCOL), owner);
            return;
        }
        Fields tls = service.optional(ServiceSchema.TLS);
        boolean plainHttp = tls == null && service.optional(ServiceSchema.HTTP) != null;
        Owner owner = owner(service, plainHttp ? Telling.HTTP : Telling.TLS);
        notPage(service, ServiceSchema.PORTS, address, ports);
        take(service, ServiceSchema.PORTS, address, ports, service.value(ServiceSchema.PROTOCOL), owner);
        Fields redirect = tls == null ? null : tls.optional(Front.REDIRECT_HTTP);
        if (redirect != null && !redirect.isInvalid(Redirect.PORT) && !ports.contains(redirect.value(Redirect.PORT))) {
            PortSet plain = PortSet.of(redirect.value(Redirect.PORT));
            notPage(service, ServiceSchema.TLS, address, plain);
            take(service, ServiceSchema.TLS, address, plain, Protocol.TCP, owner(service, Telling.REDIRECT));
        }
    }

    private static Owner owner(Fields service, Telling telling) {
        List<ValueType.Item<String>> names =
                Objects.requireNonNullElse(service.optional(ServiceSchema.SERVER_NAMES), List.of());
        return new Owner(
                AddressRules.label(service),
                telling,
                names.stream().map(ValueType.Item::value).collect(Collectors.toSet()),
                service.group(ServiceSchema.PROXY_PROTOCOL).value(Proxied.ACCEPT));
    }

    private void notPage(Fields service, Key<?> key, IpAddress address, PortSet ports) {
        if (page.value(Page.ENABLED) && meetsPage(address, ports)) {
            problems.addOwn(
                    service,
                    key,
                    redirecting(key) + "port " + page.value(Page.PORT) + " of " + address
                            + " is the fallback page's already; write another port or address, or disable one of the"
                            + " two");
        }
    }

    private boolean meetsPage(IpAddress vip, PortSet ports) {
        IpAddress address = page.value(Page.ADDRESS);
        // On Linux a socket on :: takes IPv4 connections too.
        boolean meetsAddress =
                address.equals(vip) || (address.isUnspecified() && (address.v6() || address.v6() == vip.v6()));
        return meetsAddress && ports.contains(page.value(Page.PORT));
    }

    private void take(Fields service, Key<?> key, IpAddress address, PortSet ports, Protocol protocol, Owner owner) {
        AddressClaims.Claim other = addresses.isMixed(service) ? null : claims.take(address, ports, protocol, owner);
        if (other != null) {
            problems.addOwn(
                    service,
                    key,
                    redirecting(key) + "the enabled service " + other.owner().label() + " has " + ports(other) + " of "
                            + address + " already; " + right(other.owner(), owner));
        }
    }

    /** What a message on {@code tls} is about. */
    private static String redirecting(Key<?> key) {
        return key.equals(ServiceSchema.TLS) ? "redirect-http cannot listen: " : "";
    }

    private static String right(Owner first, Owner second) {
        String other = "write another port or address, or disable one of the two";
        boolean named = !first.names().isEmpty() || !second.names().isEmpty();
        if (!named || first.telling() == Telling.NONE || second.telling() == Telling.NONE) {
            return other;
        }
        if (first.telling() != second.telling()) {
            return "services that share a port by server-names are all plain HTTP or all TLS, and a redirect shares it"
                    + " with redirects only; " + other;
        }
        if (first.proxyHeaders() != second.proxyHeaders()) {
            return "services that share a port by server-names have one proxy-protocol.accept; write the same";
        }
        String common =
                first.names().stream().filter(second.names()::contains).sorted().collect(Collectors.joining(", "));
        return "both have " + common + " among their server-names; remove it from one of the two";
    }

    private static String ports(AddressClaims.Claim claim) {
        PortSet.Range range = claim.range();
        if (range.equals(PortSet.ALL.ranges().getFirst())) {
            return claim.protocol() == Protocol.UDP ? "all UDP ports" : "all ports";
        }
        String udp = claim.protocol() == Protocol.UDP ? "UDP " : "";
        return range.first() == range.last()
                ? udp + "port " + range.first()
                : udp + "ports " + range.first() + "-" + range.last();
    }
}
