package io.weir.l7.persist;

import io.netty.util.AsciiString;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.service.PersistenceCookie;
import io.weir.core.service.RealServer;
import io.weir.core.service.VirtualService;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Type cookie: the client carries which server it is stuck to, and nothing is stored here. The server sees nothing of
 * the cookie; no shared cache keeps an answer that sets it. Given again when half of max-idle is gone.
 */
final class InsertedCookie implements Stickiness {
    private static final AsciiString CACHE_CONTROL = AsciiString.cached("Cache-Control");
    private static final AsciiString PRIVATE = AsciiString.cached("private");
    private static final AsciiString NO_STORE = AsciiString.cached("no-store");

    private final NodeKey key;
    private final LongSupplier clock;
    private final AsciiString name;
    private final String attributes;
    private final long maxIdle;
    private final long maxLife;
    private final List<RealServer> servers;
    private final long[] tags;

    /** @param clock seconds since 1970 */
    InsertedCookie(VirtualService service, NodeKey key, LongSupplier clock) {
        PersistenceCookie cookie = Objects.requireNonNull(service.persistence().cookie());
        this.key = key;
        this.clock = clock;
        this.name = new AsciiString(cookie.name());
        this.attributes = attributes(cookie);
        this.maxIdle = seconds(cookie.maxIdle());
        this.maxLife = seconds(cookie.maxLife());
        this.servers = service.realServers();
        this.tags = new long[servers.size()];
        for (int i = 0; i < tags.length; i++) {
            tags[i] = tag(service.name(), servers.get(i));
        }
    }

    private static String attributes(PersistenceCookie cookie) {
        String site = cookie.sameSite().key();
        return "; Path=/" + (cookie.secure() ? "; Secure" : "") + (cookie.httpOnly() ? "; HttpOnly" : "")
                + "; SameSite=" + site.substring(0, 1).toUpperCase(Locale.ROOT) + site.substring(1);
    }

    private static long seconds(Duration duration) {
        return Math.max(1, duration.toSeconds());
    }

    private long tag(String service, RealServer server) {
        byte[] identity = (service + "/" + server.name() + "/"
                        + server.address().withPort(server.port()))
                .getBytes(StandardCharsets.UTF_8);
        return key.servers().of(identity, 0, identity.length).first();
    }

    @Override
    public @Nullable ServerSnapshot stuck(ServiceSnapshot service, RequestHead request, ClientInfo client) {
        AsciiString value = Cookies.find(request.fields(), name);
        if (value != null) {
            Cookies.remove(request.fields(), name);
            // Noted opened: to authenticate it costs more than the rest of all this.
            request.persistenceNote(valid(value));
        }
        CookieToken token = noted(request);
        int index = token == null ? -1 : indexOf(token.server());
        return index < 0
                ? null
                : Stickiness.ifTaking(service, service.server(servers.get(index).name()));
    }

    private static @Nullable CookieToken noted(RequestHead request) {
        return request.persistenceNote() instanceof CookieToken token ? token : null;
    }

    private @Nullable CookieToken valid(AsciiString value) {
        CookieToken token = CookieToken.open(value, key.cookies());
        if (token == null) {
            return null;
        }
        long now = clock.getAsLong();
        return now - token.last() > maxIdle || now - token.first() > maxLife ? null : token;
    }

    private int indexOf(long tag) {
        for (int i = 0; i < tags.length; i++) {
            if (tags[i] == tag) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void chosen(
            ServiceSnapshot service,
            ServerSnapshot server,
            RequestHead request,
            ResponseHead answer,
            ClientInfo client) {
        if (answer.interim()) {
            return;
        }
        Fields fields = answer.fields();
        Cookies.removeSet(fields, name);
        // A reload may have brought a server that this was not made with.
        int known = servers.indexOf(server.definition());
        long tag = known < 0 ? tag(service.name(), server.definition()) : tags[known];
        long now = clock.getAsLong();
        CookieToken had = noted(request);
        CookieToken same = had != null && had.server() == tag ? had : null;
        if (same != null && now - same.last() <= maxIdle / 2) {
            return;
        }
        CookieToken token = new CookieToken(tag, same == null ? now : same.first(), now);
        fields.add(Cookies.SET_COOKIE, new AsciiString(name + "=" + token.seal(key.cookies()) + attributes));
        if (!isPrivate(fields)) {
            fields.add(CACHE_CONTROL, PRIVATE);
        }
    }

    private static boolean isPrivate(Fields fields) {
        for (int line = fields.indexOf(CACHE_CONTROL, 0); line >= 0; line = fields.indexOf(CACHE_CONTROL, line + 1)) {
            for (AsciiString part : fields.value(line).split(',')) {
                // private="field" leaves the answer itself to shared caches.
                AsciiString directive = part.trim();
                if (directive.contentEqualsIgnoreCase(PRIVATE) || directive.contentEqualsIgnoreCase(NO_STORE)) {
                    return true;
                }
            }
        }
        return false;
    }
}
