package io.weir.l7.frontend;

import io.netty.util.AsciiString;
import io.weir.core.control.ApplyException;
import io.weir.core.service.FrontendTls;
import io.weir.core.service.HttpMode;
import io.weir.core.service.VirtualService;
import io.weir.l7.persist.Stickiness;
import io.weir.l7.route.Rules;
import io.weir.l7.tls.FrontendTlsContexts;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration of a service was compiled to, once for all its connections.
 *
 * @param definition what it was compiled from
 * @param rules content switching and header changes; null in TCP mode
 * @param stickiness which server a request belongs to; null in TCP mode and without persistence
 * @param tls how TLS ends here; null where it does not
 * @param strictTransport the value of Strict-Transport-Security (RFC 6797); null to leave it to the server
 */
public record ServicePlan(
        VirtualService definition,
        @Nullable Rules rules,
        @Nullable Stickiness stickiness,
        @Nullable FrontendTlsContexts tls,
        @Nullable AsciiString strictTransport) {
    /** Compiles; what is wrong goes to {@code problems}. */
    static ServicePlan compile(
            VirtualService definition, Path stateDirectory, @Nullable FrontendTlsContexts tls, List<String> problems) {
        HttpMode http = definition.layer7().http();
        Rules rules = null;
        if (http != null) {
            try {
                rules = Rules.compile(http, definition.name());
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        Stickiness stickiness = null;
        if (http != null) {
            try {
                stickiness = Stickiness.of(definition, stateDirectory);
            } catch (ApplyException e) {
                problems.addAll(e.problems());
            }
        }
        return new ServicePlan(
                definition,
                rules,
                stickiness,
                tls,
                strictTransport(definition.layer7().tls()));
    }

    private static @Nullable AsciiString strictTransport(@Nullable FrontendTls tls) {
        FrontendTls.Hsts hsts = tls == null ? null : tls.hsts();
        return hsts == null
                ? null
                : AsciiString.of("max-age=" + hsts.maxAge().toSeconds()
                        + (hsts.includeSubdomains() ? "; includeSubDomains" : ""));
    }

    /** HTTP mode; null in TCP mode. */
    public @Nullable HttpMode http() {
        return definition.layer7().http();
    }
}
