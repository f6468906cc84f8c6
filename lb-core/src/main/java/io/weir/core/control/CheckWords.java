package io.weir.core.control;

import io.weir.core.service.CheckMethod;
import io.weir.core.service.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a check tries, in the few words by which operators tell it from another. */
final class CheckWords {
    private CheckWords() {}

    /** With a blank before; empty where the type says all. */
    static String of(CheckMethod method) {
        return switch (method) {
            case CheckMethod.Plain _ -> "";
            case CheckMethod.Http http ->
                " " + http.method() + " " + http.path() + words("host", http.host()) + " status " + http.status()
                        + words("expect", http.expect())
                        + words("headers", http.headers().isEmpty() ? null : names(http.headers()))
                        + user(http.login()) + tls(http.tls());
            case CheckMethod.SendExpect bytes ->
                " send " + bytes.send().size() + " bytes expect " + expected(bytes.expect()) + tls(bytes.tls());
            case CheckMethod.Dns dns ->
                " " + dns.name() + " " + dns.question() + (dns.tcp() ? " over tcp" : "")
                        + words("expect", dns.expect());
            case CheckMethod.Mail mail ->
                words("host", mail.name().isEmpty() ? null : mail.name()) + user(mail.login()) + tls(mail.tls());
            case CheckMethod.Ldap ldap -> user(ldap.login()) + tls(ldap.tls());
            case CheckMethod.Database database ->
                " user " + database.username() + words("database", database.database());
            case CheckMethod.Redis redis -> user(redis.login()) + tls(redis.tls());
            case CheckMethod.Radius radius -> user(radius.login());
            case CheckMethod.Sip sip ->
                words("host", sip.host()) + " status " + sip.status() + (sip.tcp() ? " over tcp" : "");
            case CheckMethod.External external -> " " + external.command();
        };
    }

    /** What may be secret and so is left out of {@link #of}, to tell whether it changed. */
    static List<Object> hidden(CheckMethod method) {
        return switch (method) {
            case CheckMethod.Plain _, CheckMethod.Dns _, CheckMethod.Sip _, CheckMethod.External _ -> List.of();
            case CheckMethod.Http http -> List.of(http.headers(), password(http.login()));
            case CheckMethod.SendExpect bytes -> List.of(bytes.send());
            case CheckMethod.Mail mail -> List.of(password(mail.login()));
            case CheckMethod.Ldap ldap -> List.of(password(ldap.login()));
            case CheckMethod.Database database -> List.of(Optional.ofNullable(database.password()));
            case CheckMethod.Redis redis -> List.of(password(redis.login()));
            case CheckMethod.Radius radius -> List.of(radius.secret(), password(radius.login()));
        };
    }

    private static Optional<Secret> password(CheckMethod.@Nullable Login login) {
        return Optional.ofNullable(login).map(CheckMethod.Login::password);
    }

    /** Without values, which may be keys and tokens. */
    private static List<String> names(List<String> headers) {
        return headers.stream()
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();
    }

    private static String expected(CheckMethod.SendExpect.Expectation expectation) {
        return switch (expectation) {
            case CheckMethod.SendExpect.Expectation.Text text -> text.pattern().toString();
            case CheckMethod.SendExpect.Expectation.Bytes bytes -> "hex:" + bytes.octets();
        };
    }

    private static String words(String name, @Nullable Object value) {
        return value == null ? "" : " " + name + " " + value;
    }

    private static String user(CheckMethod.@Nullable Login login) {
        return login == null ? "" : login.username().isEmpty() ? " with a password" : " user " + login.username();
    }

    private static String tls(CheckMethod.@Nullable Tls tls) {
        return tls == null
                ? ""
                : " tls" + words("name", tls.name()) + words("ca", tls.ca()) + (tls.verify() ? "" : " unverified");
    }
}
