package io.weir.core.config;

import io.weir.core.net.Cidr;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The keys of {@code http}. */
final class HttpSchema {
    private HttpSchema() {}

    /** A header of {@code when}. */
    static final class HeaderMatch {
        static final Key<String> NAME =
                Key.required("name", HttpText.headerName(), "Name of the header, in upper or lower case.");
        static final Key<String> VALUE =
                Key.nullable("value", HttpText.headerValue(), "any value", "Its whole value, exactly as written.");
        static final Section SECTION = Section.of(NAME, VALUE);

        private HeaderMatch() {}
    }

    /** {@code when}: what must hold. */
    static final class When {
        static final Key<String> PATH_PREFIX = Key.nullable(
                "path-prefix", HttpText.pathPrefix(), "any", "The path, without the query, begins with this.");
        static final Key<String> PATH_SUFFIX = Key.nullable(
                "path-suffix", HttpText.visible("the end of a path", ".png"), "any", "The path ends with this.");
        static final Key<Pattern> PATH_REGEX =
                Key.nullable("path-regex", HttpText.regex(), "any", "The path has a match of this regular expression.");
        static final Key<String> HOST = Key.nullable(
                "host", HttpText.host(), "any", "The host, without its port, is this one, in upper or lower case.");
        static final Key<String> HOST_PREFIX =
                Key.nullable("host-prefix", HttpText.hostPrefix(), "any", "The host begins with this.");
        static final Key<Fields> HEADER =
                Key.nullable("header", new ValueType.Group(HeaderMatch.SECTION), "any", "The request has this header.");
        static final Key<String> QUERY = Key.nullable(
                "query",
                HttpText.visible("a part of a query", "debug=1"),
                "any",
                "The query has this between its ampersands: name=value, or name for any value.");
        static final Key<String> METHOD =
                Key.nullable("method", HttpText.token("a method", "POST"), "any", "The method is this one.");
        static final Key<Cidr> SOURCE = Key.nullable(
                "source", AddressText.NETWORK, "any", "The client's address is in this network, as 192.0.2.0/24.");
        static final Section PLAIN =
                Section.of(PATH_PREFIX, PATH_SUFFIX, PATH_REGEX, HOST, HOST_PREFIX, HEADER, QUERY, METHOD, SOURCE);
        static final Key<Fields> NOT = Key.nullable(
                "not",
                new ValueType.Group(PLAIN),
                "nothing",
                "Conditions, as of when, of which at least one does not hold.");
        static final Section SECTION = PLAIN.and(NOT);

        private When() {}
    }

    /** A header of {@code then}: name and value. */
    static final class HeaderChange {
        static final Key<String> VALUE = Key.required("value", HttpText.headerValue(), "Its value, on one line.");

        /** To read any such name; which must not be changed differs. */
        static final Key<String> NAME = name(Set.of());

        private HeaderChange() {}

        static Key<String> name(Set<String> refused) {
            return Key.required("name", HttpText.headerName(refused), "Name of the header.");
        }

        static Key<List<Fields>> list(String name, Set<String> refused, String doc) {
            return Key.nullable(
                    name,
                    new ValueType.Groups(
                            Section.of(name(refused), VALUE),
                            "write { name: NAME, value: VALUE }, or a list of such",
                            "{ name: NAME, value: VALUE }",
                            true),
                    "none",
                    doc);
        }

        static Key<List<ValueType.Item<String>>> names(String name, Set<String> refused, String doc) {
            return Key.nullable(
                    name,
                    new ValueType.Items<>(
                            HttpText.headerName(refused), "write the name of a header, or a list of such", true),
                    "none",
                    doc);
        }
    }

    /** {@code redirect}. */
    static final class Redirect {
        static final Key<String> LOCATION =
                Key.nullable("location", HttpText.location(), "none", "The whole place, a URL or a path.");
        static final Key<String> PREFIX =
                Key.nullable("prefix", HttpText.location(), "none", "What is put before the request's path and query.");
        static final Key<Integer> STATUS = Key.of(
                "status",
                Texts.oneOf("a status of a redirect", String::valueOf, List.of(301, 302, 303, 307, 308))
                        .only(),
                "302",
                "Status of the answer.");
        static final Section SECTION = Section.of(LOCATION, PREFIX, STATUS);

        private Redirect() {}
    }

    /** {@code deny}. */
    static final class Deny {
        static final Key<Integer> STATUS =
                Key.of("status", Texts.number(400, 599), "403", "Status of the answer, 400 to 599.");
        static final Section SECTION = Section.of(STATUS);

        private Deny() {}
    }

    /** {@code rewrite-path}. */
    static final class Rewrite {
        static final Key<Pattern> REGEX =
                Key.required("regex", HttpText.regex(), "Regular expression; every match in the path is replaced.");
        static final Key<String> REPLACEMENT = Key.required(
                "replacement",
                new ValueType.Text<>(
                        "a replacement",
                        "write what replaces a match, with $1 for its first group",
                        List.of(),
                        (text, _) -> text),
                "What replaces it; $1 to $9 stand for groups, \\$ for a dollar sign.");
        static final Section SECTION = Section.of(REGEX, REPLACEMENT);

        private Rewrite() {}
    }

    /** {@code then}: what is done. */
    static final class Then {
        static final Key<List<ValueType.Item<String>>> USE_SERVERS = Key.nullable(
                "use-servers",
                new ValueType.Items<>(Texts.name(), "write a list of the service's servers such as [web1]", true),
                "all",
                "Only these servers of the service.");
        static final Key<String> USE_SERVICE = Key.nullable(
                "use-service",
                Texts.name(),
                "this one",
                "Servers, scheduler, persistence and limits of another service with http.");
        static final Key<Fields> REDIRECT = Key.nullable(
                "redirect", new ValueType.Group(Redirect.SECTION), "none", "The client is sent to another place.");
        static final Key<Fields> DENY = Key.nullable(
                "deny", new ValueType.Group(Deny.SECTION), "none", "The request is refused without asking a server.");
        static final Key<List<Fields>> SET_REQUEST_HEADER = HeaderChange.list(
                "set-request-header",
                HttpText.FRAMING,
                "Replaces all headers of this name in the request; Host changes the host that servers see.");
        static final Key<List<Fields>> ADD_REQUEST_HEADER =
                HeaderChange.list("add-request-header", HttpText.FRAMING_AND_HOST, "Adds a header to the request.");
        static final Key<List<ValueType.Item<String>>> DEL_REQUEST_HEADER = HeaderChange.names(
                "del-request-header", HttpText.FRAMING_AND_HOST, "Removes all headers of this name from the request.");
        static final Key<List<Fields>> SET_RESPONSE_HEADER = HeaderChange.list(
                "set-response-header", HttpText.FRAMING, "Replaces all headers of this name in the answer.");
        static final Key<List<Fields>> ADD_RESPONSE_HEADER =
                HeaderChange.list("add-response-header", HttpText.FRAMING, "Adds a header to the answer.");
        static final Key<List<ValueType.Item<String>>> DEL_RESPONSE_HEADER = HeaderChange.names(
                "del-response-header", HttpText.FRAMING, "Removes all headers of this name from the answer.");
        static final Key<Fields> REWRITE_PATH = Key.nullable(
                "rewrite-path", new ValueType.Group(Rewrite.SECTION), "none", "Changes the path that servers see.");
        static final Section SECTION = Section.of(
                USE_SERVERS,
                USE_SERVICE,
                REDIRECT,
                DENY,
                SET_REQUEST_HEADER,
                ADD_REQUEST_HEADER,
                DEL_REQUEST_HEADER,
                SET_RESPONSE_HEADER,
                ADD_RESPONSE_HEADER,
                DEL_RESPONSE_HEADER,
                REWRITE_PATH);

        private Then() {}
    }

    /** {@code http.rules[]}. */
    static final class Rule {
        static final Key<Fields> WHEN =
                Key.group("when", When.SECTION, "What must hold, all of it; always without any.");
        static final Key<Fields> THEN = Key.required(
                "then", new ValueType.Group(Then.SECTION), "What is done, in the order written; at least one.");
        static final Section SECTION = Section.of(WHEN, THEN);

        private Rule() {}
    }

    static final Key<Boolean> X_FORWARDED_FOR = Key.of(
            "x-forwarded-for",
            Texts.FLAG,
            "true",
            "Whether servers get the client's address in X-Forwarded-For, and X-Forwarded-Proto, -Host and -Port.");
    static final Key<Boolean> FORWARDED =
            Key.of("forwarded", Texts.FLAG, "false", "Whether servers get the header Forwarded of RFC 7239.");
    static final Key<List<ValueType.Item<Cidr>>> TRUSTED = Key.nullable(
            "trusted",
            new ValueType.Items<>(AddressText.NETWORK, "write a list of networks such as [192.0.2.0/24]"),
            "none",
            "Networks of proxies whose headers of this kind are believed and prolonged; from others they are replaced.");
    static final Key<Boolean> COMPRESSION = Key.of(
            "compression", Texts.FLAG, "false", "Whether answers are compressed where client and content allow it.");
    static final Key<Boolean> HTTP2 = Key.of(
            "http2", Texts.FLAG, "true", "Whether HTTP/2 is offered, by ALPN with tls, by prior knowledge without.");
    static final Key<Boolean> SERVER_HTTP2 = Key.of(
            "server-http2",
            Texts.FLAG,
            "false",
            "Whether HTTP/2 is spoken to servers, by ALPN where traffic to them is encrypted, else by prior knowledge.");
    static final Key<Boolean> CONNECT = Key.of("connect", Texts.FLAG, "false", "Whether the method CONNECT passes.");
    static final Key<String> CLIENT_CERTIFICATE_HEADER = Key.nullable(
            "client-certificate-header",
            HttpText.headerName(HttpText.FRAMING_AND_HOST),
            "none",
            "Request header in which servers get the subject of the client's certificate; needs tls.client-ca.");
    static final Key<Integer> MAX_HEADER_BYTES = Key.of(
            "max-header-bytes",
            Texts.number(1024, 262_144),
            "16384",
            "Most bytes of the head of a request or answer, 1024 to 262144.");
    static final Key<Integer> MAX_HEADERS =
            Key.of("max-headers", Texts.number(1, 1000), "100", "Most header lines of a head, 1 to 1000.");
    static final Key<Long> MAX_BODY_BYTES = Key.of(
            "max-body-bytes",
            Texts.bytes(1L << 40),
            "0",
            "Most bytes of the body of a request, 0 to 1099511627776; 0 for no limit.");
    static final Key<Integer> MIN_BODY_RATE = Key.of(
            "min-body-rate",
            Texts.number(0, 1_000_000),
            "500",
            "Bytes of a request's body that must come in each second, on average and after timeouts.http-body, until the"
                    + " answer begins, 0 to 1000000; 0 for any rate. A slower one is answered 408. Not of gRPC.");
    static final Key<Integer> RETRIES = Key.of(
            "retries",
            Texts.number(0, 10),
            "2",
            "Most further servers tried for a request that was provably not processed, 0 to 10.");
    static final Key<List<Fields>> RULES = Key.nullable(
            "rules",
            new ValueType.Groups(
                    Rule.SECTION,
                    "write a list of rules such as \"- { when: { path-prefix: / }, then: { use-servers: [web1] } }\"",
                    "{ when: { }, then: { } }",
                    false),
            "none",
            "Content switching and header changes, in order: the first rule that matches and switches decides, header"
                    + " changes of all that match add up.");

    static final Section SECTION = Section.of(
            X_FORWARDED_FOR,
            FORWARDED,
            TRUSTED,
            COMPRESSION,
            HTTP2,
            SERVER_HTTP2,
            CONNECT,
            CLIENT_CERTIFICATE_HEADER,
            MAX_HEADER_BYTES,
            MAX_HEADERS,
            MAX_BODY_BYTES,
            MIN_BODY_RATE,
            RETRIES,
            RULES);
}
