package io.weir.core.config;

import io.weir.core.config.ServiceSchema.Cookie;
import io.weir.core.config.ServiceSchema.Sticky;
import io.weir.core.service.Persistence;
import io.weir.core.service.PersistenceCookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What persistence cannot mean: each type has its keys, and its place where what it looks for is seen. */
final class PersistenceRules {
    private static final Set<Persistence.Type> ANYWHERE = Set.of(Persistence.Type.NONE, Persistence.Type.SOURCE_IP);
    private static final Set<Persistence.Type> OF_HTTP = Set.of(
            Persistence.Type.COOKIE,
            Persistence.Type.APP_COOKIE,
            Persistence.Type.X_FORWARDED_FOR,
            Persistence.Type.HEADER);
    private static final Set<Persistence.Type> OF_RDP = Set.of(Persistence.Type.RDP_COOKIE, Persistence.Type.RDP_TOKEN);
    private static final Set<Persistence.Type> OF_ADDRESSES =
            Set.of(Persistence.Type.SOURCE_IP, Persistence.Type.X_FORWARDED_FOR);
    private static final List<Key<?>> OF_INSERTED_COOKIES =
            List.of(Cookie.MAX_IDLE, Cookie.MAX_LIFE, Cookie.SECURE, Cookie.HTTP_ONLY, Cookie.SAME_SITE);

    private final Problems problems;
    private final NoEffect noEffect;

    PersistenceRules(Problems problems) {
        this.problems = problems;
        this.noEffect = new NoEffect(problems);
    }

    /** Checks the persistence of a service. */
    void check(Fields service) {
        Fields persistence = service.group(ServiceSchema.PERSISTENCE);
        if (persistence.isInvalid(Sticky.TYPE)) {
            return;
        }
        Persistence.Type type = persistence.value(Sticky.TYPE);
        String misplaced = misplaced(service, type);
        if (misplaced != null) {
            Fields.Found found = persistence.found(Sticky.TYPE);
            problems.add(
                    found == null || found.inherited() ? service.place() : found.place(),
                    Fields.join(service.path(), ServiceSchema.PERSISTENCE.name() + "." + Sticky.TYPE.name()),
                    type.key() + " " + misplaced);
        }
        idle(type).forEach(key -> noEffect.check(persistence, Sticky.TYPE, key, "type " + type.key()));
        if (type == Persistence.Type.HEADER && persistence.optional(Sticky.HEADER) == null) {
            missing(persistence, Sticky.HEADER.name(), "write the name of the request header");
        }
        cookie(service, persistence, type);
    }

    private static @Nullable String misplaced(Fields service, Persistence.Type type) {
        if (ANYWHERE.contains(type) || service.optional(ServiceSchema.MODE) == null) {
            return null;
        }
        if (Layer4Rules.apply(service)) {
            return "is not seen at layer 4; write source-ip or none, or mode l7-snat";
        }
        boolean http = service.optional(ServiceSchema.HTTP) != null;
        boolean tls = service.optional(ServiceSchema.TLS) != null;
        if (OF_HTTP.contains(type) && !http) {
            return "is read from HTTP requests, and this service has no http; add \"http: {}\", or write another type";
        }
        if (OF_RDP.contains(type) && http) {
            return "is read from connections of RDP, and this service has http; remove http, or write another type";
        }
        if (OF_RDP.contains(type) && tls) {
            return "is read before TLS begins, and this service ends TLS; remove tls, or write another type";
        }
        return type == Persistence.Type.SSL_SESSION_ID && http && !tls
                ? "needs TLS, and this service has plain HTTP; add tls, or write another type"
                : null;
    }

    /** The keys that say nothing to a type. */
    private static List<Key<?>> idle(Persistence.Type type) {
        if (type == Persistence.Type.NONE) {
            return Sticky.SECTION.keys().stream()
                    .filter(key -> !key.equals(Sticky.TYPE))
                    .toList();
        }
        List<Key<?>> idle = new ArrayList<>();
        if (type == Persistence.Type.COOKIE) {
            idle.addAll(List.of(Sticky.TIMEOUT, Sticky.TABLE_SIZE));
        }
        if (!OF_ADDRESSES.contains(type)) {
            idle.addAll(List.of(Sticky.GRANULARITY, Sticky.GRANULARITY_V6));
        }
        if (type != Persistence.Type.COOKIE && type != Persistence.Type.APP_COOKIE) {
            idle.add(Sticky.COOKIE);
        }
        if (type != Persistence.Type.HEADER) {
            idle.add(Sticky.HEADER);
        }
        return idle;
    }

    private void cookie(Fields service, Fields persistence, Persistence.Type type) {
        Fields cookie = persistence.group(Sticky.COOKIE);
        if (type == Persistence.Type.APP_COOKIE) {
            OF_INSERTED_COOKIES.forEach(
                    key -> noEffect.check(persistence, Sticky.TYPE, cookie, key, "type " + type.key()));
            if (cookie.found(Cookie.NAME) == null) {
                missing(persistence, "cookie.name", "write the name of the application's cookie such as JSESSIONID");
            }
        } else if (type == Persistence.Type.COOKIE) {
            life(cookie);
            sameSite(service, cookie);
        }
    }

    private void life(Fields cookie) {
        if (cookie.isInvalid(Cookie.MAX_IDLE)
                || cookie.isInvalid(Cookie.MAX_LIFE)
                || cookie.value(Cookie.MAX_LIFE).compareTo(cookie.value(Cookie.MAX_IDLE)) >= 0) {
            return;
        }
        String idle = DurationText.format(cookie.value(Cookie.MAX_IDLE));
        String life = DurationText.format(cookie.value(Cookie.MAX_LIFE));
        if (cookie.found(Cookie.MAX_LIFE) == null) {
            problems.add(
                    cookie,
                    Cookie.MAX_IDLE,
                    idle + " is longer than max-life, " + life + "; write at most " + life + ", or a longer max-life");
        } else {
            problems.add(
                    cookie,
                    Cookie.MAX_LIFE,
                    life + " is shorter than max-idle, " + idle + "; write at least " + idle
                            + ", or a shorter max-idle");
        }
    }

    private void sameSite(Fields service, Fields cookie) {
        Boolean secure = cookie.optional(Cookie.SECURE);
        boolean sent = secure == null ? service.optional(ServiceSchema.TLS) != null : secure;
        if (cookie.value(Cookie.SAME_SITE) == PersistenceCookie.SameSite.NONE && !sent) {
            problems.add(
                    cookie,
                    Cookie.SAME_SITE,
                    "browsers drop a cookie with none that is not secure; write secure: true, or lax");
        }
    }

    private void missing(Fields persistence, String key, String right) {
        problems.add(persistence.place(), Fields.join(persistence.path(), key), "is missing; " + right);
    }
}
