package io.weir.core.control;

import io.weir.core.service.CheckPace;
import io.weir.core.service.Configuration;
import io.weir.core.service.Fallback;
import io.weir.core.service.Feedback;
import io.weir.core.service.FrontendTls;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.HttpMode;
import io.weir.core.service.Layer7;
import io.weir.core.service.Persistence;
import io.weir.core.service.PersistenceCookie;
import io.weir.core.service.RealServer;
import io.weir.core.service.ServerTls;
import io.weir.core.service.Timeouts;
import io.weir.core.service.VirtualService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in words what differs between two configurations, in the order of the new file. */
final class ConfigurationChanges {
    private static final String AT_NEXT_START = " (from the next start)";

    private static final List<Field<VirtualService>> SERVICE = List.of(
            new Field<>("enabled", VirtualService::enabled),
            new Field<>("mode", service -> service.mode().key()),
            new Field<>("address", VirtualService::address),
            new Field<>("ports", VirtualService::ports),
            new Field<>("protocol", service -> service.protocol().key()),
            new Field<>(
                    "interface", service -> service.interfaceName() == null ? "by subnet" : service.interfaceName()),
            new Field<>("distribution", service -> service.distribution().key()),
            new Field<>("scheduler", service -> service.scheduler().key()),
            new Field<>("persistence", service -> words(service.persistence())),
            new Field<>("health-check", service -> words(service.healthCheck())),
            Field.unsaid(
                    "health-check's secrets",
                    service -> CheckWords.hidden(service.healthCheck().method())),
            new Field<>("feedback", service -> words(service.feedback())),
            new Field<>("timeouts", service -> words(service.timeouts())),
            new Field<>("max-connections", VirtualService::maxConnections),
            new Field<>("fallback", service -> words(service.fallback())),
            new Field<>(
                    "proxy-protocol.accept", service -> service.proxyProtocol().acceptRequired() ? "required" : "none"),
            new Field<>(
                    "proxy-protocol.send",
                    service -> service.proxyProtocol().send().key()),
            new Field<>("source-address", VirtualService::sourceAddress),
            new Field<>(
                    "timeouts.http-request", service -> words(service.timeouts().httpRequest())),
            new Field<>(
                    "timeouts.http-body", service -> words(service.timeouts().httpBody())),
            new Field<>(
                    "timeouts.http-keep-alive",
                    service -> words(service.timeouts().httpKeepAlive())),
            new Field<>("timeouts.tunnel", service -> words(service.timeouts().tunnel())));

    private static final List<Field<Layer7>> LAYER_7 = List.of(
            new Field<>("server-names", layer7 -> words(layer7.serverNames(), "all others")),
            new Field<>("slow-start", layer7 -> words(layer7.slowStart())),
            new Field<>("passive-check.failures", layer7 -> layer7.passive().failures()),
            new Field<>("passive-check.status", layer7 -> layer7.passive().status()),
            new Field<>("access-log", layer7 -> layer7.accessLog().key()),
            new Field<>("transparent", Layer7::transparent));

    private static final List<Field<FrontendTls>> TLS = List.of(
            new Field<>("certificates", tls -> words(tls.certificates(), "none")),
            Field.unsaid("password", FrontendTls::password),
            new Field<>("minimum-version", tls -> tls.minimum().key()),
            new Field<>("ciphers", tls -> words(tls.ciphers(), "built-in")),
            new Field<>("client-ca", FrontendTls::clientCa),
            new Field<>("client-certificate", tls -> tls.clientCertificate().key()),
            new Field<>("alpn", tls -> words(tls.alpn(), "none")),
            new Field<>("redirect-http", tls -> words(tls.redirect())),
            new Field<>("hsts", tls -> words(tls.hsts())),
            new Field<>("ocsp", FrontendTls::ocsp));

    private static final List<Field<HttpMode>> HTTP = List.of(
            new Field<>("x-forwarded-for", HttpMode::xForwardedFor),
            new Field<>("forwarded", HttpMode::forwarded),
            new Field<>("trusted", http -> words(http.trusted(), "none")),
            new Field<>("compression", HttpMode::compression),
            new Field<>("http2", HttpMode::http2),
            new Field<>("server-http2", HttpMode::serverHttp2),
            new Field<>("connect", HttpMode::connect),
            new Field<>(
                    "client-certificate-header",
                    http -> http.clientCertificateHeader().isEmpty() ? null : http.clientCertificateHeader()),
            new Field<>("max-header-bytes", HttpMode::maxHeaderBytes),
            new Field<>("max-headers", HttpMode::maxHeaders),
            new Field<>("max-body-bytes", HttpMode::maxBodyBytes),
            new Field<>("min-body-rate", HttpMode::minBodyRate),
            new Field<>("retries", HttpMode::retries),
            Field.unsaid("rules", HttpMode::rules));

    private static final List<Field<ServerTls>> SERVER_TLS = List.of(
            new Field<>("verify", ServerTls::verify),
            new Field<>("sni", tls -> tls.sni() == null ? "the client's" : tls.sni()),
            new Field<>("ca", tls -> tls.ca() == null ? "the system's" : tls.ca()));

    private static final List<Field<RealServer>> SERVER = List.of(
            new Field<>("address", RealServer::address),
            new Field<>("port", server -> server.port() == 0 ? "the client's" : server.port()),
            new Field<>("weight", RealServer::weight),
            new Field<>("backup", RealServer::backup),
            new Field<>("max-connections", RealServer::maxConnections),
            new Field<>("admin-state", server -> server.adminState().key()));

    private static final List<Field<Configuration>> GLOBAL = List.of(
            new Field<>("node.name", configuration -> configuration.node().name()),
            new Field<>(
                    "l4.interfaces", configuration -> words(configuration.l4().interfaces(), "auto")),
            new Field<>(
                    "l4.snat-addresses",
                    configuration -> words(configuration.l4().snatAddresses(), "none")),
            new Field<>("fallback-page", Configuration::fallbackPage),
            Field.unsaid("alerts", Configuration::alerts));

    private static final List<Field<Configuration>> GLOBAL_AT_NEXT_START = List.of(
            new Field<>(
                    "node.state-directory",
                    configuration -> configuration.node().stateDirectory()),
            new Field<>(
                    "l4.engine", configuration -> configuration.l4().engine().key()),
            new Field<>(
                    "l4.xdp-mode", configuration -> configuration.l4().xdpMode().key()),
            new Field<>(
                    "l4.workers",
                    configuration -> configuration.l4().workers() == 0
                            ? "auto"
                            : configuration.l4().workers()),
            new Field<>("l4.max-flows", configuration -> configuration.l4().maxFlows()),
            new Field<>(
                    "l7.transport",
                    configuration -> configuration.l7().transport().key()),
            new Field<>("l7.threads", configuration -> configuration.l7().threads()),
            new Field<>(
                    "l7.access-log-file", configuration -> configuration.l7().accessLogFile()),
            new Field<>("admin.socket", configuration -> configuration.admin().socket()));

    private final List<String> changes = new ArrayList<>();

    private ConfigurationChanges() {}

    /** One sentence for each difference. The first configuration after a start is told by its services only. */
    static List<String> between(Snapshot current, Configuration next) {
        ConfigurationChanges changes = new ConfigurationChanges();
        if (current.generation() > 0) {
            changes.addFields("", "", GLOBAL, current.configuration(), next);
            changes.addFields("", AT_NEXT_START, GLOBAL_AT_NEXT_START, current.configuration(), next);
        }
        changes.addServices(current.configuration().virtualServices(), next.virtualServices());
        return List.copyOf(changes.changes);
    }

    private void addServices(List<VirtualService> before, List<VirtualService> after) {
        Map<String, VirtualService> old = new HashMap<>();
        before.forEach(service -> old.put(service.name(), service));
        for (VirtualService service : after) {
            String subject = "service " + service.name();
            VirtualService was = old.remove(service.name());
            if (was == null) {
                changes.add(subject + " added");
            } else {
                addFields(subject + ": ", "", SERVICE, was, service);
                addLayer7(subject + ": ", was.layer7(), service.layer7());
                addServers(subject + ": ", was.realServers(), service.realServers());
            }
        }
        for (VirtualService service : before) {
            if (old.containsKey(service.name())) {
                changes.add("service " + service.name() + " removed");
            }
        }
    }

    private void addLayer7(String prefix, Layer7 was, Layer7 is) {
        addFields(prefix, "", LAYER_7, was, is);
        addPart(prefix, "tls", TLS, was.tls(), is.tls());
        addPart(prefix, "http", HTTP, was.http(), is.http());
    }

    private void addServers(String prefix, List<RealServer> before, List<RealServer> after) {
        Map<String, RealServer> old = new HashMap<>();
        before.forEach(server -> old.put(server.name(), server));
        for (RealServer server : after) {
            RealServer was = old.remove(server.name());
            if (was == null) {
                changes.add(prefix + "server " + server.name() + " added");
            } else {
                String subject = prefix + "server " + server.name() + ": ";
                addFields(subject, "", SERVER, was, server);
                addPart(subject, "tls", SERVER_TLS, was.tls(), server.tls());
            }
        }
        for (RealServer server : before) {
            if (old.containsKey(server.name())) {
                changes.add(prefix + "server " + server.name() + " removed");
            }
        }
    }

    /** A mapping of the file that may be absent. */
    private <T> void addPart(String prefix, String key, List<Field<T>> fields, @Nullable T before, @Nullable T after) {
        if (before != null && after != null) {
            addFields(prefix + key + ".", "", fields, before, after);
        } else if (after != null) {
            changes.add(prefix + key + " added");
        } else if (before != null) {
            changes.add(prefix + key + " removed");
        }
    }

    private <T> void addFields(String prefix, String suffix, List<Field<T>> fields, T before, T after) {
        for (Field<T> field : fields) {
            Object was = field.value().apply(before);
            Object is = field.value().apply(after);
            if (!Objects.equals(was, is)) {
                String what = field.said() ? text(was) + " -> " + text(is) : "changed";
                changes.add(prefix + field.key() + " " + what + suffix);
            }
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }

    private static String words(List<?> values, String none) {
        return values.isEmpty() ? none : values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String words(Persistence persistence) {
        return persistence.type() == Persistence.Type.NONE
                ? "none"
                : persistence.type().key() + " timeout " + words(persistence.timeout()) + " granularity "
                        + persistence.granularity() + "/" + persistence.granularityV6() + " table-size "
                        + persistence.tableSize() + (persistence.clearOnDrain() ? " clear-on-drain" : "")
                        + words(persistence.type(), persistence.cookie())
                        + (persistence.header() == null ? "" : " header " + persistence.header());
    }

    private static String words(Persistence.Type type, @Nullable PersistenceCookie cookie) {
        if (cookie == null) {
            return "";
        }
        return type == Persistence.Type.APP_COOKIE
                ? " cookie " + cookie.name()
                : " cookie " + cookie.name() + " max-idle " + words(cookie.maxIdle()) + " max-life "
                        + words(cookie.maxLife()) + (cookie.secure() ? " secure" : "")
                        + (cookie.httpOnly() ? " http-only" : "") + " same-site "
                        + cookie.sameSite().key();
    }

    private static String words(HealthCheck check) {
        return !check.probes()
                ? check.type().key()
                : check.type().key() + CheckWords.of(check.method())
                        + (check.port() == 0 ? "" : " port " + check.port()) + " interval "
                        + words(check.interval()) + " timeout " + words(check.timeout()) + " fall " + check.fall()
                        + " rise " + check.rise() + words(check.interval(), check.pace())
                        + (check.throughVip() ? " through-vip" : "");
    }

    private static String words(Duration interval, CheckPace pace) {
        CheckPace.Damping damping = pace.damping();
        return (pace.fast().equals(CheckPace.fastFor(interval)) ? "" : " fast-interval " + words(pace.fast()))
                + (pace.down().equals(interval) ? "" : " down-interval " + words(pace.down()))
                + (damping == null
                        ? ""
                        : " damping falls " + damping.falls() + " within " + words(damping.within()) + " hold "
                                + words(damping.hold()) + " max-hold " + words(damping.maxHold()));
    }

    private static String words(Feedback feedback) {
        return feedback.type() == Feedback.Type.NONE
                ? "none"
                : feedback.type().key() + " port " + feedback.port()
                        + (feedback.type() == Feedback.Type.HTTP ? " path " + feedback.path() : "") + " interval "
                        + words(feedback.interval()) + " timeout " + words(feedback.timeout());
    }

    private static String words(Timeouts timeouts) {
        return "connect " + words(timeouts.connect()) + " client " + words(timeouts.client()) + " server "
                + words(timeouts.server()) + " client-fin " + words(timeouts.clientFin()) + " server-fin "
                + words(timeouts.serverFin()) + " queue " + words(timeouts.queue());
    }

    private static @Nullable String words(@Nullable Fallback fallback) {
        return fallback == null ? null : fallback.address() + " port " + fallback.port();
    }

    private static @Nullable String words(FrontendTls.@Nullable Redirect redirect) {
        return redirect == null ? null : "port " + redirect.port() + " status " + redirect.status();
    }

    private static @Nullable String words(FrontendTls.@Nullable Hsts hsts) {
        return hsts == null
                ? null
                : "max-age " + words(hsts.maxAge()) + (hsts.includeSubdomains() ? " include-subdomains" : "");
    }

    private static String words(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        return seconds % 60 != 0 || seconds == 0 ? seconds + "s" : seconds / 60 + "m";
    }

    /** A key of the file and how to read its value; and whether that can be said, or is too long or a secret. */
    private record Field<T>(String key, Function<T, @Nullable Object> value, boolean said) {
        Field(String key, Function<T, @Nullable Object> value) {
            this(key, value, true);
        }

        static <T> Field<T> unsaid(String key, Function<T, @Nullable Object> value) {
            return new Field<>(key, value, false);
        }
    }
}
