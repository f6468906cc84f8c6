package io.weir.l7.persist;

import io.netty.util.AsciiString;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.service.Persistence;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Type app-cookie: the application's own session, learned from Set-Cookie of its answers, and found again in Cookie or,
 * for clients without cookies, in a parameter of the path ({@code /cart;jsessionid=1A2B?x=1}), whose name is compared
 * without case.
 */
final class StuckByCookie extends StuckByText {
    private final AsciiString name;

    StuckByCookie(Persistence persistence) {
        this.name = new AsciiString(Objects.requireNonNull(persistence.cookie()).name());
    }

    @Override
    @Nullable AsciiString key(RequestHead request, ClientInfo client) {
        AsciiString cookie = Cookies.find(request.fields(), name);
        return cookie != null && !cookie.isEmpty() ? cookie : parameter(request.target());
    }

    private @Nullable AsciiString parameter(AsciiString target) {
        int query = target.indexOf('?', 0);
        int end = query < 0 ? target.length() : query;
        for (int at = target.indexOf(';', 0); at >= 0 && at < end; at = target.indexOf(';', at + 1)) {
            int sign = at + 1 + name.length();
            if (sign < end
                    && target.charAt(sign) == '='
                    && target.regionMatches(true, at + 1, name, 0, name.length())) {
                int last = sign + 1;
                while (last < end && target.charAt(last) != ';' && target.charAt(last) != '/') {
                    last++;
                }
                return target.subSequence(sign + 1, last, false);
            }
        }
        return null;
    }

    @Override
    public void chosen(
            ServiceSnapshot service,
            ServerSnapshot server,
            RequestHead request,
            ResponseHead answer,
            ClientInfo client) {
        super.chosen(service, server, request, answer, client);
        stick(service, server, Cookies.findSet(answer.fields(), name));
    }
}
