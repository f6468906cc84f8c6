package io.weir.core.config;

import io.weir.core.config.HttpSchema.HeaderChange;
import io.weir.core.config.HttpSchema.HeaderMatch;
import io.weir.core.config.HttpSchema.Rewrite;
import io.weir.core.config.HttpSchema.Rule;
import io.weir.core.config.HttpSchema.Then;
import io.weir.core.config.HttpSchema.When;
import io.weir.core.config.ServiceSchema.Passive;
import io.weir.core.config.TlsSchema.Back;
import io.weir.core.config.TlsSchema.Front;
import io.weir.core.config.TlsSchema.Hsts;
import io.weir.core.config.TlsSchema.Redirect;
import io.weir.core.service.FrontendTls;
import io.weir.core.service.HttpMode;
import io.weir.core.service.HttpRule;
import io.weir.core.service.HttpRule.Action;
import io.weir.core.service.HttpRule.Matcher;
import io.weir.core.service.Layer7;
import io.weir.core.service.ServerTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns checked values of layer 7 into the model. */
final class Layer7Builder {
    private final ReferencedFiles files;

    Layer7Builder(ReferencedFiles files) {
        this.files = files;
    }

    Layer7 layer7(Fields service) {
        Fields tls = service.optional(ServiceSchema.TLS);
        Fields http = service.optional(ServiceSchema.HTTP);
        Fields passive = service.group(ServiceSchema.PASSIVE_CHECK);
        return new Layer7(
                values(service.optional(ServiceSchema.SERVER_NAMES)),
                tls == null ? null : frontend(tls, http),
                http == null ? null : http(http),
                Objects.requireNonNullElse(service.optional(ServiceSchema.SLOW_START), Duration.ZERO),
                new Layer7.PassiveCheck(passive.value(Passive.FAILURES), http != null && passive.value(Passive.STATUS)),
                service.value(ServiceSchema.ACCESS_LOG),
                service.value(ServiceSchema.TRANSPARENT));
    }

    private FrontendTls frontend(Fields tls, @Nullable Fields http) {
        Path clientCa = tls.optional(Front.CLIENT_CA);
        Fields redirect = tls.optional(Front.REDIRECT_HTTP);
        Fields hsts = tls.group(Front.HSTS);
        return new FrontendTls(
                values(tls.optional(Front.CERTIFICATES)).stream()
                        .map(files::resolve)
                        .toList(),
                tls.optional(Front.PASSWORD),
                tls.value(Front.MINIMUM_VERSION),
                values(tls.optional(Front.CIPHERS)),
                clientCa == null ? null : files.resolve(clientCa),
                tls.value(Front.CLIENT_CERTIFICATE),
                alpn(tls, http),
                redirect == null
                        ? null
                        : new FrontendTls.Redirect(redirect.value(Redirect.PORT), redirect.value(Redirect.STATUS)),
                http != null && hsts.value(Hsts.ENABLED)
                        ? new FrontendTls.Hsts(hsts.value(Hsts.MAX_AGE), hsts.value(Hsts.INCLUDE_SUBDOMAINS))
                        : null,
                tls.value(Front.OCSP));
    }

    private static List<String> alpn(Fields tls, @Nullable Fields http) {
        List<ValueType.Item<String>> given = tls.optional(Front.ALPN);
        if (given != null || http == null) {
            return values(given);
        }
        return http.value(HttpSchema.HTTP2) ? List.of("h2", "http/1.1") : List.of("http/1.1");
    }

    /** Encryption towards a server; null for none. */
    @Nullable ServerTls server(@Nullable Fields tls) {
        if (tls == null || !tls.value(Back.ENABLED)) {
            return null;
        }
        Path ca = tls.optional(Back.CA);
        return new ServerTls(tls.value(Back.VERIFY), tls.optional(Back.SNI), ca == null ? null : files.resolve(ca));
    }

    private static HttpMode http(Fields http) {
        return new HttpMode(
                http.value(HttpSchema.X_FORWARDED_FOR),
                http.value(HttpSchema.FORWARDED),
                values(http.optional(HttpSchema.TRUSTED)),
                http.value(HttpSchema.COMPRESSION),
                http.value(HttpSchema.HTTP2),
                http.value(HttpSchema.SERVER_HTTP2),
                http.value(HttpSchema.CONNECT),
                Objects.requireNonNullElse(http.optional(HttpSchema.CLIENT_CERTIFICATE_HEADER), ""),
                http.value(HttpSchema.MAX_HEADER_BYTES),
                http.value(HttpSchema.MAX_HEADERS),
                http.value(HttpSchema.MAX_BODY_BYTES),
                http.value(HttpSchema.MIN_BODY_RATE),
                http.value(HttpSchema.RETRIES),
                http.groups(HttpSchema.RULES).stream()
                        .map(rule -> new HttpRule(matchers(rule.group(Rule.WHEN)), actions(rule.group(Rule.THEN))))
                        .toList());
    }

    private static List<Matcher> matchers(Fields when) {
        List<Matcher> matchers = new ArrayList<>();
        add(matchers, when.optional(When.PATH_PREFIX), Matcher.PathPrefix::new);
        add(matchers, when.optional(When.PATH_SUFFIX), Matcher.PathSuffix::new);
        add(matchers, when.optional(When.PATH_REGEX), Matcher.PathRegex::new);
        add(matchers, when.optional(When.HOST), Matcher.Host::new);
        add(matchers, when.optional(When.HOST_PREFIX), Matcher.HostPrefix::new);
        add(
                matchers,
                when.optional(When.HEADER),
                header -> new Matcher.Header(header.value(HeaderMatch.NAME), header.optional(HeaderMatch.VALUE)));
        add(matchers, when.optional(When.QUERY), Matcher.Query::new);
        add(matchers, when.optional(When.METHOD), Matcher.Method::new);
        add(matchers, when.optional(When.SOURCE), Matcher.Source::new);
        add(matchers, when.optional(When.NOT), not -> new Matcher.Not(matchers(not)));
        return matchers;
    }

    private static <T> void add(List<Matcher> matchers, @Nullable T value, Function<T, Matcher> matcher) {
        if (value != null) {
            matchers.add(matcher.apply(value));
        }
    }

    /** In the order of the file: a rule may add a header and then rewrite the path. */
    private static List<Action> actions(Fields then) {
        return then.given().stream().flatMap(name -> actions(name, then)).toList();
    }

    private static Stream<Action> actions(String name, Fields then) {
        return switch (name) {
            case "use-servers" -> Stream.of(new Action.UseServers(values(then.optional(Then.USE_SERVERS))));
            case "use-service" -> Stream.of(new Action.UseService(then.value(Then.USE_SERVICE)));
            case "redirect" -> Stream.of(redirect(then.group(Then.REDIRECT)));
            case "deny" -> Stream.of(new Action.Deny(then.group(Then.DENY).value(HttpSchema.Deny.STATUS)));
            case "set-request-header" -> changes(then, Then.SET_REQUEST_HEADER, Action.SetRequestHeader::new);
            case "add-request-header" -> changes(then, Then.ADD_REQUEST_HEADER, Action.AddRequestHeader::new);
            case "del-request-header" -> names(then, Then.DEL_REQUEST_HEADER, Action.DelRequestHeader::new);
            case "set-response-header" -> changes(then, Then.SET_RESPONSE_HEADER, Action.SetResponseHeader::new);
            case "add-response-header" -> changes(then, Then.ADD_RESPONSE_HEADER, Action.AddResponseHeader::new);
            case "del-response-header" -> names(then, Then.DEL_RESPONSE_HEADER, Action.DelResponseHeader::new);
            case "rewrite-path" -> Stream.of(rewrite(then.group(Then.REWRITE_PATH)));
            default -> throw new IllegalStateException(name + " is not built");
        };
    }

    private static Action redirect(Fields redirect) {
        return new Action.Redirect(
                redirect.optional(HttpSchema.Redirect.LOCATION),
                redirect.optional(HttpSchema.Redirect.PREFIX),
                redirect.value(HttpSchema.Redirect.STATUS));
    }

    private static Action rewrite(Fields rewrite) {
        Pattern regex = rewrite.value(Rewrite.REGEX);
        return new Action.RewritePath(regex, rewrite.value(Rewrite.REPLACEMENT));
    }

    private static Stream<Action> changes(
            Fields then, Key<List<Fields>> key, BiFunction<String, String, Action> action) {
        return then.groups(key).stream()
                .map(change -> action.apply(change.value(HeaderChange.NAME), change.value(HeaderChange.VALUE)));
    }

    private static Stream<Action> names(
            Fields then, Key<List<ValueType.Item<String>>> key, Function<String, Action> action) {
        return values(then.optional(key)).stream().map(action);
    }

    private static <T> List<T> values(@Nullable List<ValueType.Item<T>> items) {
        return items == null
                ? List.of()
                : items.stream().map(ValueType.Item::value).toList();
    }
}
