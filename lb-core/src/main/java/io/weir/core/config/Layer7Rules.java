package io.weir.core.config;

import io.weir.core.config.ServiceSchema.Passive;
import io.weir.core.config.ServiceSchema.Waits;
import io.weir.core.service.Layer7;
import java.util.List;

/** What one service cannot mean at layer 7, beyond what holds for all. */
final class Layer7Rules {
    private static final List<Key<?>> WAITS_OF_HTTP =
            List.of(Waits.HTTP_REQUEST, Waits.HTTP_BODY, Waits.HTTP_KEEP_ALIVE, Waits.TUNNEL);

    private final Problems problems;
    private final TlsRules tls;
    private final HttpRules http;
    private final TransparentRules transparent;
    private final NoEffect noEffect;

    Layer7Rules(Problems problems, SectionReader reader, ReferencedFiles files) {
        this.problems = problems;
        this.tls = new TlsRules(problems, reader, files);
        this.http = new HttpRules(problems, reader);
        this.transparent = new TransparentRules(problems);
        this.noEffect = new NoEffect(problems);
    }

    /**
     * Checks a layer 7 service.
     *
     * @param proxy the keys of {@code l7}
     */
    void check(Fields service, Fields proxy) {
        tls.check(service);
        service.groups(ServiceSchema.REAL_SERVERS).forEach(tls::server);
        http.check(service);
        transparent.check(service, proxy);
        passive(service);
        if (service.optional(ServiceSchema.HTTP) == null) {
            withoutHttp(service);
        }
    }

    private void passive(Fields service) {
        Fields passive = service.group(ServiceSchema.PASSIVE_CHECK);
        if (!passive.value(Passive.STATUS) || passive.isInvalid(Passive.FAILURES)) {
            return;
        }
        if (passive.value(Passive.FAILURES) == 0) {
            noEffect.without(passive, Passive.STATUS, "failures above 0");
        } else if (service.optional(ServiceSchema.HTTP) == null) {
            noEffect.without(passive, Passive.STATUS, "http, which has status codes");
        }
    }

    private void withoutHttp(Fields service) {
        Fields waits = service.group(ServiceSchema.TIMEOUTS);
        WAITS_OF_HTTP.forEach(key -> noEffect.without(waits, key, "http"));
        Fields passive = service.group(ServiceSchema.PASSIVE_CHECK);
        if (!passive.isInvalid(Passive.FAILURES) && passive.value(Passive.FAILURES) > 0) {
            noEffect.without(passive, Passive.FAILURES, "http");
        }
        if (service.value(ServiceSchema.ACCESS_LOG) == Layer7.AccessLog.COMBINED) {
            problems.addOwn(
                    service,
                    ServiceSchema.ACCESS_LOG,
                    "combined is a line for each HTTP request, and this service has no http; write json or off");
        }
    }
}
