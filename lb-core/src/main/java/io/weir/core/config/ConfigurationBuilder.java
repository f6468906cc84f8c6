package io.weir.core.config;

import io.weir.core.config.FileSchema.Admin;
import io.weir.core.config.FileSchema.Balancer;
import io.weir.core.config.FileSchema.Packets;
import io.weir.core.config.FileSchema.Page;
import io.weir.core.config.FileSchema.Proxy;
import io.weir.core.config.ServiceSchema.Check;
import io.weir.core.config.ServiceSchema.Cookie;
import io.weir.core.config.ServiceSchema.Proxied;
import io.weir.core.config.ServiceSchema.Server;
import io.weir.core.config.ServiceSchema.Spare;
import io.weir.core.config.ServiceSchema.Sticky;
import io.weir.core.config.ServiceSchema.Waits;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Configuration;
import io.weir.core.service.Fallback;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Layer7;
import io.weir.core.service.Persistence;
import io.weir.core.service.PersistenceCookie;
import io.weir.core.service.ProxyProtocol;
import io.weir.core.service.RealServer;
import io.weir.core.service.Timeouts;
import io.weir.core.service.VirtualService;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns values that have passed every check into the model. */
final class ConfigurationBuilder {
    /** In place of what {@code defaults} say and layer 4 has no use for. */
    private static final Fields NOTHING = new Fields(Place.START, "");

    private final Layer7Builder layer7;
    private final ReferencedFiles files;

    ConfigurationBuilder(ReferencedFiles files) {
        this.layer7 = new Layer7Builder(files);
        this.files = files;
    }

    Configuration build(Fields file, List<Fields> services) {
        Configuration.FallbackPage page = page(file.group(FileSchema.FALLBACK_PAGE));
        Fallback fallback = page.enabled() ? new Fallback(reachable(page.address()), page.port()) : null;
        Fields node = file.group(FileSchema.NODE);
        Fields l4 = file.group(FileSchema.L4);
        Fields l7 = file.group(FileSchema.L7);
        String name = node.optional(Balancer.NAME);
        return new Configuration(
                new Configuration.Node(name == null ? HostName.read() : name, node.value(Balancer.STATE_DIRECTORY)),
                new Configuration.L4(
                        values(l4.optional(Packets.INTERFACES)),
                        l4.value(Packets.ENGINE),
                        l4.value(Packets.XDP_MODE),
                        l4.value(Packets.WORKERS),
                        l4.value(Packets.MAX_FLOWS),
                        values(l4.optional(Packets.SNAT_ADDRESSES))),
                new Configuration.L7(
                        l7.value(Proxy.TRANSPORT), l7.value(Proxy.THREADS), l7.value(Proxy.ACCESS_LOG_FILE)),
                new Configuration.Admin(file.group(FileSchema.ADMIN).value(Admin.SOCKET)),
                page,
                services.stream().map(service -> service(service, fallback)).toList(),
                AlertSchema.alerts(file.optional(FileSchema.ALERTS)));
    }

    private static <T> List<T> values(@Nullable List<ValueType.Item<T>> items) {
        return items == null
                ? List.of()
                : items.stream().map(ValueType.Item::value).toList();
    }

    private static Configuration.FallbackPage page(Fields page) {
        return new Configuration.FallbackPage(
                page.value(Page.ENABLED), page.value(Page.ADDRESS), page.value(Page.PORT), page.optional(Page.FILE));
    }

    /** A page that listens on every address is reached on the loopback one. */
    private static IpAddress reachable(IpAddress address) {
        if (!address.isUnspecified()) {
            return address;
        }
        return IpAddress.of(address.v6() ? "::1" : "127.0.0.1");
    }

    private VirtualService service(Fields service, @Nullable Fallback pageFallback) {
        boolean layer4 = Layer4Rules.apply(service);
        return new VirtualService(
                service.value(ServiceSchema.NAME),
                service.value(ServiceSchema.ENABLED),
                service.value(ServiceSchema.MODE),
                service.value(ServiceSchema.ADDRESS),
                service.value(ServiceSchema.PORTS),
                service.value(ServiceSchema.PROTOCOL),
                service.optional(ServiceSchema.INTERFACE),
                service.value(ServiceSchema.DISTRIBUTION),
                service.value(ServiceSchema.SCHEDULER),
                persistence(service, layer4),
                healthCheck(service.group(ServiceSchema.HEALTH_CHECK)),
                timeouts(layer4 ? NOTHING : service.group(ServiceSchema.TIMEOUTS)),
                service.value(ServiceSchema.MAX_CONNECTIONS),
                layer4 ? written(Layer4Rules.fallback(service)) : fallback(service, pageFallback),
                proxyProtocol(layer4 ? NOTHING : service.group(ServiceSchema.PROXY_PROTOCOL)),
                layer4 ? null : service.optional(ServiceSchema.SOURCE_ADDRESS),
                layer4 ? Layer7.PASS_THROUGH : layer7.layer7(service),
                service.groups(ServiceSchema.REAL_SERVERS).stream()
                        .map(server -> server(server, layer4))
                        .toList(),
                FeedbackSchema.feedback(service.group(ServiceSchema.FEEDBACK)));
    }

    private static Persistence persistence(Fields service, boolean layer4) {
        Fields keys = service.group(ServiceSchema.PERSISTENCE);
        Persistence.Type type = keys.value(Sticky.TYPE);
        boolean cookie = type == Persistence.Type.COOKIE || type == Persistence.Type.APP_COOKIE;
        String header = type == Persistence.Type.HEADER ? keys.value(Sticky.HEADER) : null;
        Duration timeout = keys.optional(Sticky.TIMEOUT);
        return new Persistence(
                type,
                timeout == null ? Duration.ofMinutes(layer4 ? 5 : 30) : timeout,
                keys.value(Sticky.GRANULARITY),
                keys.value(Sticky.GRANULARITY_V6),
                keys.value(Sticky.TABLE_SIZE),
                keys.value(Sticky.CLEAR_ON_DRAIN),
                cookie ? cookie(keys.group(Sticky.COOKIE), service.optional(ServiceSchema.TLS) != null) : null,
                header == null ? null : header.toLowerCase(Locale.ROOT));
    }

    private static PersistenceCookie cookie(Fields keys, boolean tls) {
        return new PersistenceCookie(
                keys.value(Cookie.NAME),
                keys.value(Cookie.MAX_IDLE),
                keys.value(Cookie.MAX_LIFE),
                Objects.requireNonNullElse(keys.optional(Cookie.SECURE), tls),
                keys.value(Cookie.HTTP_ONLY),
                keys.value(Cookie.SAME_SITE));
    }

    private HealthCheck healthCheck(Fields keys) {
        return new HealthCheck(
                CheckBuilder.method(keys, files),
                keys.value(Check.INTERVAL),
                keys.value(Check.TIMEOUT),
                keys.value(Check.FALL),
                keys.value(Check.RISE),
                Objects.requireNonNullElse(keys.optional(Check.PORT), 0),
                WatchRules.pace(keys),
                keys.value(WatchSchema.THROUGH_VIP));
    }

    private static Timeouts timeouts(Fields keys) {
        return new Timeouts(
                keys.value(Waits.CONNECT),
                keys.value(Waits.CLIENT),
                keys.value(Waits.SERVER),
                keys.value(Waits.CLIENT_FIN),
                keys.value(Waits.SERVER_FIN),
                keys.value(Waits.QUEUE),
                keys.value(Waits.HTTP_REQUEST),
                keys.value(Waits.HTTP_BODY),
                keys.value(Waits.HTTP_KEEP_ALIVE),
                keys.value(Waits.TUNNEL));
    }

    private static @Nullable Fallback fallback(Fields service, @Nullable Fallback pageFallback) {
        if (service.found(ServiceSchema.FALLBACK) == null) {
            return pageFallback;
        }
        return written(service.optional(ServiceSchema.FALLBACK));
    }

    private static @Nullable Fallback written(@Nullable Fields keys) {
        return keys == null ? null : new Fallback(keys.value(Spare.ADDRESS), keys.value(Spare.PORT));
    }

    private static ProxyProtocol proxyProtocol(Fields keys) {
        return new ProxyProtocol(keys.value(Proxied.ACCEPT), keys.value(Proxied.SEND));
    }

    private RealServer server(Fields server, boolean layer4) {
        return new RealServer(
                server.value(Server.NAME),
                server.value(Server.ADDRESS),
                Objects.requireNonNullElse(server.optional(Server.PORT), 0),
                server.value(Server.WEIGHT),
                server.value(Server.BACKUP),
                server.value(Server.MAX_CONNECTIONS),
                server.value(Server.ADMIN_STATE),
                layer4 ? null : layer7.server(server.optional(Server.TLS)));
    }
}
