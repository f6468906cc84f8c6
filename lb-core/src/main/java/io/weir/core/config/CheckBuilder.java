package io.weir.core.config;

import io.weir.core.config.ServiceSchema.Check;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.CheckMethod.SendExpect.Expectation;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Octets;
import io.weir.core.service.Secret;
import io.weir.core.service.StatusSet;
import io.weir.core.service.TextPattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns the keys of a health check that has passed every rule into what is tried. */
final class CheckBuilder {
    private static final StatusSet HTTP_SUCCESS = new StatusSet(List.of(new StatusSet.Range(200, 399)));
    private static final StatusSet SIP_SUCCESS = new StatusSet(List.of(new StatusSet.Range(200, 299)));

    private final Fields keys;
    private final ReferencedFiles files;

    private CheckBuilder(Fields keys, ReferencedFiles files) {
        this.keys = keys;
        this.files = files;
    }

    static CheckMethod method(Fields keys, ReferencedFiles files) {
        return new CheckBuilder(keys, files).method(keys.value(Check.TYPE));
    }

    private CheckMethod method(HealthCheck.Type type) {
        return switch (type) {
            case CONNECT, PING, ON, OFF -> new CheckMethod.Plain(type);
            case HTTP -> http(null);
            case HTTPS -> http(tls());
            case SEND_EXPECT ->
                new CheckMethod.SendExpect(
                        tlsIfAsked(),
                        Objects.requireNonNullElse(keys.optional(CheckSchema.SEND), Octets.of(new byte[0])),
                        Objects.requireNonNull(keys.optional(CheckSchema.EXPECT)));
            case DNS ->
                new CheckMethod.Dns(
                        keys.value(CheckSchema.TRANSPORT),
                        keys.value(CheckSchema.HOST_NAME),
                        keys.value(CheckSchema.RECORD_TYPE),
                        pattern());
            case SMTP, IMAP, POP3 ->
                new CheckMethod.Mail(
                        type,
                        tlsIfAsked(),
                        type == HealthCheck.Type.SMTP
                                ? Objects.requireNonNullElse(keys.optional(CheckSchema.HOST_NAME), "localhost")
                                : "",
                        login());
            case LDAP -> new CheckMethod.Ldap(tlsIfAsked(), login());
            case MYSQL, POSTGRESQL ->
                new CheckMethod.Database(
                        type,
                        keys.value(CheckSchema.USERNAME),
                        keys.optional(CheckSchema.PASSWORD),
                        keys.optional(CheckSchema.DATABASE));
            case REDIS -> new CheckMethod.Redis(tlsIfAsked(), login());
            case RADIUS -> new CheckMethod.Radius(keys.value(CheckSchema.SECRET), login());
            case SIP ->
                new CheckMethod.Sip(
                        keys.value(CheckSchema.TRANSPORT), keys.optional(CheckSchema.HOST_NAME), status(SIP_SUCCESS));
            case EXTERNAL -> new CheckMethod.External(keys.value(CheckSchema.COMMAND));
        };
    }

    private CheckMethod http(CheckMethod.@Nullable Tls tls) {
        List<ValueType.Pair> headers = keys.optional(CheckSchema.HEADERS);
        return new CheckMethod.Http(
                tls,
                keys.value(CheckSchema.METHOD),
                keys.value(CheckSchema.PATH),
                keys.optional(CheckSchema.HOST_NAME),
                login(),
                status(HTTP_SUCCESS),
                pattern(),
                headers == null
                        ? List.of()
                        : headers.stream()
                                .map(pair -> pair.name() + ": " + pair.value())
                                .toList());
    }

    private StatusSet status(StatusSet usual) {
        return Objects.requireNonNullElse(keys.optional(CheckSchema.STATUS), usual);
    }

    private @Nullable TextPattern pattern() {
        return keys.optional(CheckSchema.EXPECT) instanceof Expectation.Text text ? text.pattern() : null;
    }

    private CheckMethod.@Nullable Login login() {
        String username = keys.optional(CheckSchema.USERNAME);
        Secret password = keys.optional(CheckSchema.PASSWORD);
        return password == null ? null : new CheckMethod.Login(Objects.requireNonNullElse(username, ""), password);
    }

    private CheckMethod.@Nullable Tls tlsIfAsked() {
        return keys.value(CheckSchema.TLS) ? tls() : null;
    }

    private CheckMethod.Tls tls() {
        boolean verify = keys.value(CheckSchema.TLS_VERIFY);
        Path ca = verify ? keys.optional(CheckSchema.CA) : null;
        return new CheckMethod.Tls(verify, name(), ca == null ? null : files.resolve(ca));
    }

    /** A name that is an address has no place in the handshake. */
    private @Nullable String name() {
        String sni = keys.optional(CheckSchema.SNI);
        HealthCheck.Type type = keys.value(Check.TYPE);
        String name = sni == null && type == HealthCheck.Type.HTTPS ? keys.optional(CheckSchema.HOST_NAME) : sni;
        if (name == null) {
            return null;
        }
        String bare = name.replaceFirst(":[0-9]{1,5}$", "").replaceFirst("\\.$", "");
        boolean address = bare.startsWith("[") || bare.matches("[0-9.]+");
        return address ? null : bare;
    }
}
