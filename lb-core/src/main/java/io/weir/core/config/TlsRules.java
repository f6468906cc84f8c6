package io.weir.core.config;

import io.weir.core.config.TlsSchema.Back;
import io.weir.core.config.TlsSchema.Front;
import io.weir.core.config.TlsSchema.Hsts;
import io.weir.core.config.TlsSchema.Redirect;
import io.weir.core.net.PortSet;
import io.weir.core.service.FrontendTls;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What TLS cannot mean, and whether its files are there. */
final class TlsRules {
    private final Problems problems;
    private final SectionReader reader;
    private final ReferencedFiles files;
    private final NoEffect noEffect;

    TlsRules(Problems problems, SectionReader reader, ReferencedFiles files) {
        this.problems = problems;
        this.reader = reader;
        this.files = files;
        this.noEffect = new NoEffect(problems);
    }

    /** Checks the TLS of a layer 7 service towards its clients. */
    void check(Fields service) {
        Fields tls = service.optional(ServiceSchema.TLS);
        if (tls == null) {
            return;
        }
        if (reader.requireAll(Front.SECTION, tls)) {
            certificates(tls);
        }
        files.check(problems, tls, Front.CLIENT_CA);
        if (tls.optional(Front.CLIENT_CA) == null && !tls.isInvalid(Front.CLIENT_CA)) {
            noEffect.without(tls, Front.CLIENT_CERTIFICATE, "client-ca");
        }
        if (tls.value(Front.MINIMUM_VERSION) == FrontendTls.Version.TLS_1_3) {
            noEffect.check(tls, Front.MINIMUM_VERSION, Front.CIPHERS, "minimum-version 1.3, whose suites are fixed");
        }
        emptyList(tls, Front.CIPHERS, "write the suites that are allowed, or null for the built-in list");
        emptyList(tls, Front.ALPN, "write the protocols that are offered, or null for the usual ones");
        Fields http = service.optional(ServiceSchema.HTTP);
        alpn(tls, http);
        Fields hsts = tls.group(Front.HSTS);
        if (http == null && hsts.value(Hsts.ENABLED)) {
            noEffect.without(hsts, Hsts.ENABLED, "http, which writes headers");
        }
        redirect(service, tls);
    }

    private void certificates(Fields tls) {
        List<ValueType.Item<Path>> certificates = tls.optional(Front.CERTIFICATES);
        if (certificates == null) {
            return;
        }
        if (certificates.isEmpty() && !tls.isInvalid(Front.CERTIFICATES)) {
            problems.add(tls, Front.CERTIFICATES, "is empty; write at least one file such as [site.pem]");
        }
        certificates.forEach(item -> files.check(problems, item.place(), item.path(), item.value()));
    }

    private void emptyList(Fields tls, Key<? extends List<?>> key, String right) {
        List<?> items = tls.optional(key);
        Fields.Found found = tls.found(key);
        if (items != null && items.isEmpty() && found != null && found.valid()) {
            problems.add(tls, key, "is empty; " + right);
        }
    }

    private void alpn(Fields tls, @Nullable Fields http) {
        List<ValueType.Item<String>> protocols = tls.optional(Front.ALPN);
        if (protocols == null) {
            return;
        }
        for (ValueType.Item<String> protocol : protocols) {
            if (!protocol.value().equals("h2")) {
                continue;
            }
            if (http == null) {
                problems.add(
                        protocol.place(),
                        protocol.path(),
                        "h2 is HTTP/2, and this service has no http; add \"http: {}\", or remove it from the list");
            } else if (!http.isInvalid(HttpSchema.HTTP2) && !http.value(HttpSchema.HTTP2)) {
                problems.add(
                        protocol.place(),
                        protocol.path(),
                        "h2 is HTTP/2, and http.http2 is false; remove one of the two");
            }
        }
    }

    private void redirect(Fields service, Fields tls) {
        Fields redirect = tls.optional(Front.REDIRECT_HTTP);
        PortSet ports = service.optional(ServiceSchema.PORTS);
        if (redirect == null || ports == null || redirect.isInvalid(Redirect.PORT)) {
            return;
        }
        int port = redirect.value(Redirect.PORT);
        if (ports.contains(port)) {
            problems.addOwn(
                    service,
                    ServiceSchema.TLS,
                    "redirect-http listens on port " + port
                            + ", which is one of this service's own ports; write another redirect-http.port");
        }
    }

    /** Checks the TLS towards one server of a layer 7 service. */
    void server(Fields server) {
        Fields tls = server.optional(ServiceSchema.Server.TLS);
        if (tls == null || !tls.value(Back.ENABLED)) {
            return;
        }
        files.check(problems, tls, Back.CA);
        if (!tls.value(Back.VERIFY)) {
            noEffect.check(tls, Back.VERIFY, Back.CA, "verify false");
        }
    }
}
