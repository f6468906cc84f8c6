package io.weir.core.config;

import io.weir.core.config.ValueType.Text;
import io.weir.core.service.CheckMethod.SendExpect.Expectation;
import io.weir.core.service.DnsType;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Octets;
import io.weir.core.service.Secret;
import io.weir.core.service.StatusSet;
import io.weir.core.service.TextPattern;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of {@code health-check} that only some types have. */
final class CheckSchema {
    /** What marks bytes in hexadecimal. */
    static final String HEX = "hex:";

    private static final int LONGEST_SEND = 4096;
    private static final int LONGEST_USERNAME = 200;

    /** What a RADIUS password may have at most (RFC 2865, section 5.2). */
    private static final int LONGEST_PASSWORD = 128;

    private static final Pattern HOST = Pattern.compile(
            "((?:[A-Za-z0-9_-]{1,63}\\.)*[A-Za-z0-9_-]{1,63}\\.?|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

    static final Key<String> METHOD =
            Key.of("method", HttpText.token("a method of HTTP", "GET"), "GET", "Method of the request; http, https.");
    static final Key<String> PATH = Key.of("path", path(), "/", "Path and query of the request; http, https.");
    static final Key<String> HOST_NAME = Key.nullable(
            "host",
            host(),
            "the server's address; with smtp localhost",
            "Host of the request (http, https), name that is asked for (dns, required), name of the client (smtp),"
                    + " domain (sip).");
    static final Key<String> USERNAME = Key.nullable(
            "username",
            line("a user's name", LONGEST_USERNAME),
            "none",
            "User of the check: http, https (basic authentication), smtp, imap, pop3, ldap (a distinguished name), redis,"
                    + " radius; required with mysql and postgresql.");
    static final Key<Secret> PASSWORD =
            Key.nullable("password", secret("a password", LONGEST_PASSWORD), "none", "Password of that user.");
    static final Key<StatusSet> STATUS = Key.nullable(
            "status",
            status(),
            "200-399, with sip 200-299",
            "Status codes that count as success, as 200-399 or \"200,301,404\"; http, https, sip.");
    static final Key<Expectation> EXPECT = Key.nullable(
            "expect",
            expectation(),
            "any answer",
            "Regular expression that the body (http, https: its first 256 KiB), a record (dns) or the answer"
                    + " (send-expect, required: also bytes as hex:0d0a) must match somewhere.");
    static final Key<List<ValueType.Pair>> HEADERS = Key.nullable(
            "headers",
            new ValueType.Pairs(
                    headerName(), HttpText.headerValue(), "write names and values such as { X-Check: weir }"),
            "none",
            "Further headers of the request; http, https.");
    static final Key<Boolean> TLS = Key.of(
            "tls",
            Texts.FLAG,
            "false",
            "Whether the check speaks TLS from the first byte; smtp, imap, pop3, ldap, redis, send-expect.");
    static final Key<Boolean> TLS_VERIFY = Key.of(
            "tls-verify",
            Texts.FLAG,
            "true",
            "Whether the server's certificate must be valid, trusted and of its name; https, and with tls.");
    static final Key<String> SNI = Key.nullable(
            "sni",
            host(),
            "host; without it the server's address",
            "Server name of the TLS handshake and of the certificate; https, and with tls.");
    static final Key<Path> CA = Key.nullable(
            "ca",
            Texts.file("ca.pem"),
            "the authorities that the system's Java trusts",
            "PEM file of the authorities that are trusted; https, and with tls.");
    static final Key<Octets> SEND = Key.nullable(
            "send",
            bytes(),
            "nothing, the server speaks first",
            "What is sent: text, in double quotes with \\r\\n for ends of lines, or bytes as hex:0d0a; send-expect.");
    static final Key<Secret> SECRET = Key.nullable(
            "secret",
            secret("a shared secret", LONGEST_PASSWORD),
            "none",
            "Secret that this machine shares with the server; radius, required.");
    static final Key<String> DATABASE = Key.nullable(
            "database",
            line("the name of a database", LONGEST_USERNAME),
            "none; with postgresql that of the user's name",
            "Database that is opened; mysql, postgresql.");
    static final Key<DnsType> RECORD_TYPE = Key.of(
            "record-type",
            Texts.oneOf("a type of DNS records", DnsType::name, List.of(DnsType.values()))
                    .only(),
            "A",
            "Records that are asked for; dns.");
    static final Key<Boolean> TRANSPORT = Key.of(
            "transport",
            Texts.<Boolean>oneOf("a transport", tcp -> tcp ? "tcp" : "udp", List.of(false, true))
                    .only(),
            "udp",
            "How the server is asked; dns, sip.");
    static final Key<Path> COMMAND = Key.nullable(
            "command",
            Texts.path(),
            "none",
            "Absolute path of a program that gets VIP, VIP's port, server's address and server's port as arguments and"
                    + " exits with 0 for a healthy server; external, required.");

    private static final Set<HealthCheck.Type> HTTP = EnumSet.of(HealthCheck.Type.HTTP, HealthCheck.Type.HTTPS);
    private static final Set<HealthCheck.Type> TLS_BY_KEY = EnumSet.of(
            HealthCheck.Type.SMTP,
            HealthCheck.Type.IMAP,
            HealthCheck.Type.POP3,
            HealthCheck.Type.LDAP,
            HealthCheck.Type.REDIS,
            HealthCheck.Type.SEND_EXPECT);
    private static final Set<HealthCheck.Type> WITH_TLS = plus(TLS_BY_KEY, HealthCheck.Type.HTTPS);
    private static final Set<HealthCheck.Type> WITH_LOGIN = EnumSet.of(
            HealthCheck.Type.HTTP,
            HealthCheck.Type.HTTPS,
            HealthCheck.Type.SMTP,
            HealthCheck.Type.IMAP,
            HealthCheck.Type.POP3,
            HealthCheck.Type.LDAP,
            HealthCheck.Type.REDIS,
            HealthCheck.Type.RADIUS,
            HealthCheck.Type.MYSQL,
            HealthCheck.Type.POSTGRESQL);

    /** The types that each key belongs to. */
    static final Map<Key<?>, Set<HealthCheck.Type>> TYPES = types();

    private CheckSchema() {}

    private static Map<Key<?>, Set<HealthCheck.Type>> types() {
        Map<Key<?>, Set<HealthCheck.Type>> types = new LinkedHashMap<>();
        types.put(METHOD, HTTP);
        types.put(PATH, HTTP);
        types.put(HOST_NAME, plus(HTTP, HealthCheck.Type.DNS, HealthCheck.Type.SMTP, HealthCheck.Type.SIP));
        types.put(USERNAME, WITH_LOGIN);
        types.put(PASSWORD, WITH_LOGIN);
        types.put(STATUS, plus(HTTP, HealthCheck.Type.SIP));
        types.put(EXPECT, plus(HTTP, HealthCheck.Type.DNS, HealthCheck.Type.SEND_EXPECT));
        types.put(HEADERS, HTTP);
        types.put(TLS, TLS_BY_KEY);
        types.put(TLS_VERIFY, WITH_TLS);
        types.put(SNI, WITH_TLS);
        types.put(CA, WITH_TLS);
        types.put(SEND, EnumSet.of(HealthCheck.Type.SEND_EXPECT));
        types.put(SECRET, EnumSet.of(HealthCheck.Type.RADIUS));
        types.put(DATABASE, EnumSet.of(HealthCheck.Type.MYSQL, HealthCheck.Type.POSTGRESQL));
        types.put(RECORD_TYPE, EnumSet.of(HealthCheck.Type.DNS));
        types.put(TRANSPORT, EnumSet.of(HealthCheck.Type.DNS, HealthCheck.Type.SIP));
        types.put(COMMAND, EnumSet.of(HealthCheck.Type.EXTERNAL));
        return types;
    }

    private static Set<HealthCheck.Type> plus(Set<HealthCheck.Type> types, HealthCheck.Type... more) {
        Set<HealthCheck.Type> all = EnumSet.copyOf(types);
        all.addAll(Arrays.asList(more));
        return all;
    }

    private static Text<String> path() {
        String right = "write a path such as /health";
        return new Text<>("a path", right, List.of(), (text, problem) -> {
            if (text.matches("/[!-~]{0,2047}")) {
                return text;
            }
            problem.accept(Shown.quoted(text) + " is not a path of visible ASCII that begins with \"/\"; " + right);
            return null;
        });
    }

    /** None of those that the check writes itself. */
    private static Text<String> headerName() {
        Text<String> any = HttpText.headerName(HttpText.FRAMING);
        return new Text<>(any.what(), any.right(), List.of(), (text, problem) -> {
            if (text.equalsIgnoreCase("host")) {
                problem.accept("a request has exactly one Host; write the key host beside headers instead");
                return null;
            }
            return any.reader().read(text, problem);
        });
    }

    private static Text<String> host() {
        String right = "write a host such as www.example";
        return new Text<>("a host", right, List.of(), (text, problem) -> {
            if (text.length() <= 255 && HOST.matcher(text).matches()) {
                return text;
            }
            problem.accept(Shown.quoted(text) + " is not a host; " + right);
            return null;
        });
    }

    private static Text<String> line(String what, int longest) {
        String right = "write " + what + " of 1 to " + longest + " characters on one line";
        return new Text<>(what, right, List.of(), (text, problem) -> {
            if (isLine(text, longest)) {
                return text;
            }
            problem.accept(Shown.quoted(text) + " is not " + what + "; " + right);
            return null;
        });
    }

    private static Text<Secret> secret(String what, int longest) {
        String right = "write " + what + " of 1 to " + longest + " characters on one line";
        return new Text<>(what, right, List.of(), (text, problem) -> {
            if (isLine(text, longest)) {
                return new Secret(text);
            }
            problem.accept("is not " + what + " that a check can send; " + right);
            return null;
        });
    }

    /** Control characters would end a line of the protocol and begin another. */
    private static boolean isLine(String text, int longest) {
        return !text.isEmpty()
                && text.getBytes(StandardCharsets.UTF_8).length <= longest
                && text.chars().noneMatch(Character::isISOControl);
    }

    private static Text<StatusSet> status() {
        String right = "write codes of three digits such as 200-399 or \"200,301,404\"";
        return new Text<>("a set of status codes", right, List.of(), (text, problem) -> {
            StatusSet set = StatusSet.parse(text).orElse(null);
            if (set == null) {
                problem.accept(Shown.quoted(text) + " is not a set of status codes; " + right);
            }
            return set;
        });
    }

    private static Text<Octets> bytes() {
        String right = "write text in double quotes such as \"PING\\r\\n\", or bytes such as hex:0d0a";
        return new Text<>("text or bytes", right, List.of(), (text, problem) -> {
            Octets octets =
                    text.startsWith(HEX) ? hex(text, problem) : Octets.of(text.getBytes(StandardCharsets.UTF_8));
            if (octets != null && octets.size() > LONGEST_SEND) {
                problem.accept("has " + octets.size() + " bytes; write at most " + LONGEST_SEND);
                return null;
            }
            return octets;
        });
    }

    private static Text<Expectation> expectation() {
        Text<Pattern> regex = HttpText.regex();
        return new Text<>(
                "a regular expression", "write a regular expression such as \"^OK\"", List.of(), (text, problem) -> {
                    if (text.startsWith(HEX)) {
                        Octets octets = hex(text, problem);
                        return octets == null ? null : new Expectation.Bytes(octets);
                    }
                    if (text.isEmpty()) {
                        problem.accept(
                                "is empty, which every answer matches; write a regular expression such as \"^OK\"");
                        return null;
                    }
                    Pattern pattern = regex.reader().read(text, problem);
                    return pattern == null ? null : new Expectation.Text(new TextPattern(pattern));
                });
    }

    private static @Nullable Octets hex(String text, Consumer<String> problem) {
        String digits = text.substring(HEX.length()).replace(" ", "");
        if (!digits.isEmpty() && digits.matches("([0-9A-Fa-f]{2})+")) {
            return Octets.of(HexFormat.of().parseHex(digits));
        }
        problem.accept(
                Shown.quoted(text) + " has not two hexadecimal digits for each byte; write one such as hex:0d0a");
        return null;
    }
}
