package io.weir.core.config;

import io.weir.core.config.HttpSchema.HeaderChange;
import io.weir.core.config.HttpSchema.HeaderMatch;
import io.weir.core.config.HttpSchema.Redirect;
import io.weir.core.config.HttpSchema.Rewrite;
import io.weir.core.config.HttpSchema.Rule;
import io.weir.core.config.HttpSchema.Then;
import io.weir.core.config.HttpSchema.When;
import io.weir.core.config.ServiceSchema.Server;
import io.weir.core.config.TlsSchema.Front;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What HTTP mode and its rules cannot mean. */
final class HttpRules {
    private static final List<Key<?>> SWITCHES = List.of(Then.USE_SERVERS, Then.USE_SERVICE, Then.REDIRECT, Then.DENY);
    private static final Pattern REFERENCE = Pattern.compile("\\\\(.?)|\\$(\\{([^}]*)}|[0-9]|.?)", Pattern.DOTALL);

    private final Problems problems;
    private final SectionReader reader;

    HttpRules(Problems problems, SectionReader reader) {
        this.problems = problems;
        this.reader = reader;
    }

    /** Checks the HTTP mode of a layer 7 service; what rules say of other services is for {@link UseServiceRules}. */
    void check(Fields service) {
        Fields http = service.optional(ServiceSchema.HTTP);
        if (http == null) {
            return;
        }
        Fields tls = service.optional(ServiceSchema.TLS);
        if (http.optional(HttpSchema.CLIENT_CERTIFICATE_HEADER) != null
                && (tls == null || tls.optional(Front.CLIENT_CA) == null)) {
            new NoEffect(problems).without(http, HttpSchema.CLIENT_CERTIFICATE_HEADER, "tls.client-ca");
        }
        http.groups(HttpSchema.RULES).forEach(rule -> rule(service, rule));
    }

    private void rule(Fields service, Fields rule) {
        Fields when = rule.group(Rule.WHEN);
        header(when);
        Fields not = when.optional(When.NOT);
        if (not != null) {
            header(not);
            if (not.saysNothing() && whole(when, When.NOT)) {
                problems.add(when, When.NOT, "is empty, so the rule never holds; write what must not hold");
            }
        }
        if (reader.requireAll(Rule.SECTION, rule)) {
            Fields then = rule.optional(Rule.THEN);
            if (then != null) {
                then(service, rule, then);
            }
        }
    }

    private void header(Fields conditions) {
        Fields header = conditions.optional(When.HEADER);
        if (header != null) {
            reader.requireAll(HeaderMatch.SECTION, header);
        }
    }

    private void then(Fields service, Fields rule, Fields then) {
        if (then.saysNothing() && whole(rule, Rule.THEN)) {
            problems.add(rule, Rule.THEN, "is empty; write what is done: " + String.join(", ", Then.SECTION.names()));
        }
        List<String> switches =
                SWITCHES.stream().map(Key::name).filter(then.given()::contains).toList();
        if (switches.size() > 1) {
            problems.add(
                    rule,
                    Rule.THEN,
                    String.join(" and ", switches)
                            + " stand together, and a request can only go one way; write one of them, and others in"
                            + " rules of their own");
        }
        servers(service, then);
        Fields redirect = then.optional(Then.REDIRECT);
        if (redirect != null) {
            redirect(then, redirect);
        }
        for (Key<List<Fields>> key : List.of(
                Then.SET_REQUEST_HEADER, Then.ADD_REQUEST_HEADER, Then.SET_RESPONSE_HEADER, Then.ADD_RESPONSE_HEADER)) {
            Section section = ((ValueType.Groups) key.type()).section();
            then.groups(key).forEach(change -> reader.requireAll(section, change));
            setHost(key, then);
        }
        Fields rewrite = then.optional(Then.REWRITE_PATH);
        if (rewrite != null && reader.requireAll(Rewrite.SECTION, rewrite)) {
            rewrite(rewrite);
        }
    }

    /** A Host is an authority, not any value. */
    private void setHost(Key<List<Fields>> key, Fields then) {
        for (Fields change : then.groups(key)) {
            String name = change.optional(HeaderChange.NAME);
            String value = change.optional(HeaderChange.VALUE);
            if (key.equals(Then.SET_REQUEST_HEADER)
                    && "host".equalsIgnoreCase(name)
                    && value != null
                    && !value.matches("[A-Za-z0-9_.-]+(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]+](:[0-9]{1,5})?")) {
                problems.add(
                        change,
                        HeaderChange.VALUE,
                        Shown.quoted(value) + " is not a host; write one such as www.example or www.example:8080");
            }
        }
    }

    private void servers(Fields service, Fields then) {
        List<ValueType.Item<String>> named = then.optional(Then.USE_SERVERS);
        if (named == null) {
            return;
        }
        if (named.isEmpty() && whole(then, Then.USE_SERVERS)) {
            problems.add(then, Then.USE_SERVERS, "is empty; write servers of this service, or deny: {}");
        }
        List<String> known = service.groups(ServiceSchema.REAL_SERVERS).stream()
                .map(server -> server.optional(Server.NAME))
                .filter(Objects::nonNull)
                .toList();
        for (ValueType.Item<String> server : named) {
            if (!known.contains(server.value())) {
                problems.add(
                        server.place(),
                        server.path(),
                        "\"" + server.value() + "\" is no server of this service; "
                                + (known.isEmpty() ? "add it to real-servers" : Suggestion.of(server.value(), known)));
            }
        }
    }

    private void redirect(Fields then, Fields redirect) {
        boolean location = redirect.found(Redirect.LOCATION) != null;
        boolean prefix = redirect.found(Redirect.PREFIX) != null;
        if (location == prefix) {
            problems.add(
                    then,
                    Then.REDIRECT,
                    location
                            ? "has a location and a prefix; write location for one place, or prefix to keep the path"
                            : "leads nowhere; write location: URL for one place, or prefix: URL to keep the path");
        }
    }

    private void rewrite(Fields rewrite) {
        Pattern regex = rewrite.optional(Rewrite.REGEX);
        String replacement = rewrite.optional(Rewrite.REPLACEMENT);
        if (regex == null || replacement == null) {
            return;
        }
        String wrong = replacement.isEmpty() || replacement.matches("[\\x21-\\x7e]+")
                ? wrongReference(regex, replacement)
                : Shown.quoted(replacement) + " has blanks or characters that a path never has; write them as %20";
        if (wrong != null) {
            problems.add(rewrite, Rewrite.REPLACEMENT, wrong);
        }
    }

    private static @Nullable String wrongReference(Pattern regex, String replacement) {
        int groups = regex.matcher("").groupCount();
        Map<String, Integer> named = regex.namedGroups();
        Matcher references = REFERENCE.matcher(replacement);
        while (references.find()) {
            String escaped = references.group(1);
            String word = references.group(2);
            if (escaped != null) {
                if (escaped.isEmpty()) {
                    return "ends with a single backslash; write two for one";
                }
            } else if (references.group(3) != null) {
                if (!named.containsKey(references.group(3))) {
                    return "there is no group " + Shown.quoted(references.group(3))
                            + " in the expression; write $1 to $" + groups + ", or \\$ for a dollar sign";
                }
            } else if (!word.matches("[0-9]")) {
                return "a dollar sign stands for a group; write $1, or \\$ for a dollar sign";
            } else if (Integer.parseInt(word) > groups) {
                return "there is no group " + word + " in the expression, which has " + groups
                        + "; write a group in brackets, or \\$ for a dollar sign";
            }
        }
        return null;
    }

    /** Whether nothing of it was refused before. */
    private static boolean whole(Fields fields, Key<?> key) {
        Fields.Found found = fields.found(key);
        return found != null && found.valid();
    }
}
