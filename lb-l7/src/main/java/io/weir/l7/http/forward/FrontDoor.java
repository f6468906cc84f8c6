package io.weir.l7.http.forward;

import io.netty.util.AsciiString;
import io.weir.core.service.FrontendTls;
import io.weir.core.service.VirtualService;
import io.weir.l7.frontend.Accepted;
import io.weir.l7.frontend.Frontend;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import io.weir.l7.route.LocalAnswer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the way a request came says before any rule: redirects to TLS, hosts of other services, HSTS. */
final class FrontDoor {
    private static final AsciiString STRICT_TRANSPORT_SECURITY = AsciiString.cached("Strict-Transport-Security");
    private static final int HTTPS = 443;
    private static final int BAD_REQUEST = 400;

    private FrontDoor() {}

    /** The host that is asked for, in lower case and without its port; null where there is none. */
    static @Nullable String host(RequestHead request) {
        String authority = request.authority().toString().toLowerCase(Locale.ROOT);
        int colon = authority.lastIndexOf(':');
        String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
        return host.isEmpty() ? null : host;
    }

    /** The service that a request is for; null where another than the connection's own would have to take it. */
    static @Nullable Frontend asked(Accepted accepted, RequestHead request) {
        boolean asks = accepted.isShared() && accepted.redirect() == null;
        return asks ? accepted.asked(host(request)) : accepted.frontend();
    }

    /** The answer to a request that came to the port that only leads to TLS; null for every other. */
    static @Nullable LocalAnswer redirect(Accepted accepted, RequestHead request) {
        FrontendTls.Redirect redirect = accepted.redirect();
        if (redirect == null) {
            return null;
        }
        String host = host(request);
        if (host == null || !request.target().startsWith("/")) {
            return new LocalAnswer(BAD_REQUEST, null);
        }
        VirtualService definition = accepted.service().definition();
        int port =
                definition.ports().contains(HTTPS) ? HTTPS : definition.ports().toArray()[0];
        String location = "https://" + host + (port == HTTPS ? "" : ":" + port) + request.target();
        return new LocalAnswer(redirect.status(), AsciiString.of(location));
    }

    /** RFC 6797, 7.2: only over TLS, and replaces what the server says. */
    static void secure(Accepted accepted, ResponseHead head) {
        AsciiString value = accepted.isSecure() ? accepted.frontend().plan().strictTransport() : null;
        if (value != null) {
            head.fields().set(STRICT_TRANSPORT_SECURITY, value);
        }
    }
}
