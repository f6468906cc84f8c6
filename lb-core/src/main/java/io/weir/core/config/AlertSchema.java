package io.weir.core.config;

import io.weir.core.service.Alerts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code alerts}. */
final class AlertSchema {
    /** The local parts that mail servers take without quotes (RFC 5321, dot-string), and a domain or address literal. */
    private static final Predicate<String> ADDRESS = Pattern.compile(
                    "[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])")
            .asMatchPredicate();

    private static final Predicate<String> HOST =
            Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}").asMatchPredicate();

    private AlertSchema() {}

    private static ValueType.Text<String> text(String what, String right, Predicate<String> form) {
        return new ValueType.Text<>(what, right, List.of(), (text, problem) -> {
            if (form.test(text)) {
                return text;
            }
            problem.accept(Shown.quoted(text) + " is not " + what + "; " + right);
            return null;
        });
    }

    /** {@code alerts.smtp}. */
    static final class Smtp {
        static final Key<String> HOST = Key.required(
                "host",
                text("the name of a host", "write the name or address of a mail server", AlertSchema.HOST),
                "Name or address of the mail server.");
        static final Key<Integer> PORT =
                Key.nullable("port", Texts.port(), "25; 587 with starttls, 465 with tls", "Its TCP port, 1 to 65535.");
        static final Key<Alerts.Encryption> TLS = Key.of(
                "tls",
                Texts.oneOf("an encryption", Alerts.Encryption::key, List.of(Alerts.Encryption.values()))
                        .only(),
                "none",
                "What is encrypted: nothing, all after the greeting, or all. The server's certificate is verified.");
        static final Key<String> USERNAME = Key.nullable(
                "username",
                text(
                        "a user name",
                        "write 1 to 255 printable characters",
                        Pattern.compile("[ -~]{1,255}").asMatchPredicate()),
                "no login",
                "The user of the login; needs password-file, and starttls or tls.");
        static final Key<Path> PASSWORD_FILE = Key.nullable(
                "password-file",
                Texts.path(),
                "no login",
                "Absolute path of a file whose first line is the password; read for each mail.");
        static final Key<String> FROM = Key.required("from", address(), "The sender's address.");
        static final Key<List<ValueType.Item<String>>> TO = Key.required(
                "to",
                new ValueType.Items<>(address(), "write a list of addresses such as [ops@example.org]"),
                "The receivers' addresses, 1 to 20.");
        static final Section SECTION = Section.of(HOST, PORT, TLS, USERNAME, PASSWORD_FILE, FROM, TO);

        private Smtp() {}

        private static ValueType.Text<String> address() {
            return text("a mail address", "write one such as weir@example.org", ADDRESS);
        }
    }

    static final Key<Fields> SMTP =
            Key.required("smtp", new ValueType.Group(Smtp.SECTION), "The mail server, and whose mails they are.");
    static final Key<Duration> DIGEST = Key.of(
            "digest",
            DurationText.upTo("1d"),
            "30s",
            "How long transitions are gathered into one mail after the first of them, 1ms to 1d.");
    static final Key<Integer> MAX_PER_HOUR = Key.of(
            "max-per-hour",
            Texts.number(1, 1000),
            "20",
            "Most mails an hour, 1 to 1000; what happens meanwhile is told in the next.");
    static final Section SECTION = Section.of(SMTP, DIGEST, MAX_PER_HOUR);

    /** What checked keys become. */
    static @Nullable Alerts alerts(@Nullable Fields keys) {
        Fields smtp = keys == null ? null : keys.optional(SMTP);
        if (keys == null || smtp == null) {
            return null;
        }
        Alerts.Encryption encryption = smtp.value(Smtp.TLS);
        int usual = switch (encryption) {
            case NONE -> 25;
            case STARTTLS -> 587;
            case TLS -> 465;
        };
        return new Alerts(
                new Alerts.Smtp(
                        smtp.value(Smtp.HOST),
                        Objects.requireNonNullElse(smtp.optional(Smtp.PORT), usual),
                        encryption,
                        smtp.optional(Smtp.USERNAME),
                        smtp.optional(Smtp.PASSWORD_FILE),
                        smtp.value(Smtp.FROM),
                        smtp.value(Smtp.TO).stream().map(ValueType.Item::value).toList()),
                keys.value(DIGEST),
                keys.value(MAX_PER_HOUR));
    }

    /** Reports what the keys cannot mean together. */
    static void check(Problems problems, SectionReader reader, @Nullable Fields alerts) {
        if (alerts == null || !reader.requireAll(SECTION, alerts)) {
            return;
        }
        Fields smtp = alerts.optional(SMTP);
        if (smtp == null || !reader.requireAll(Smtp.SECTION, smtp)) {
            return;
        }
        String user = smtp.optional(Smtp.USERNAME);
        boolean password = smtp.optional(Smtp.PASSWORD_FILE) != null;
        if (user != null && !password) {
            tell(problems, smtp, Smtp.USERNAME, "has no password; add password-file");
        } else if (user == null && password) {
            tell(problems, smtp, Smtp.PASSWORD_FILE, "has no effect without username; remove it, or add that");
        } else if (user != null && smtp.value(Smtp.TLS) == Alerts.Encryption.NONE) {
            tell(
                    problems,
                    smtp,
                    Smtp.USERNAME,
                    "would send its password in the clear; write tls: starttls or tls: tls");
        }
        List<ValueType.Item<String>> to = smtp.optional(Smtp.TO);
        if (to != null && (to.isEmpty() || to.size() > 20)) {
            tell(problems, smtp, Smtp.TO, "names " + to.size() + " receivers; write 1 to 20");
        }
    }

    private static void tell(Problems problems, Fields fields, Key<?> key, String text) {
        Fields.Found found = Objects.requireNonNull(fields.found(key));
        problems.add(found.place(), found.path(), text);
    }
}
