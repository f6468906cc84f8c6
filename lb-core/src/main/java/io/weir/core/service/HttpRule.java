package io.weir.core.service;

import io.weir.core.net.Cidr;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One rule of HTTP mode. The first rule that matches and switches decides where a request goes; header actions of all
 * rules that match add up.
 *
 * @param when all must hold; empty holds always
 * @param then what is done, in order; at least one
 */
public record HttpRule(List<Matcher> when, List<Action> then) {
    /** Copies the lists. */
    public HttpRule {
        when = List.copyOf(when);
        then = List.copyOf(then);
    }

    /** A condition on a request. */
    public sealed interface Matcher {
        /** The path, without the query, begins with this. */
        record PathPrefix(String prefix) implements Matcher {}

        /** The path ends with this. */
        record PathSuffix(String suffix) implements Matcher {}

        /** The path contains a match. Equal where the expressions read alike, which patterns themselves are not. */
        record PathRegex(Pattern pattern) implements Matcher {
            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof PathRegex(Pattern that) && alike(pattern, that);
            }

            @Override
            public int hashCode() {
                return pattern.pattern().hashCode();
            }
        }

        /** The host, without the port, is this one; in lower case. */
        record Host(String host) implements Matcher {}

        /** The host begins with this; in lower case. */
        record HostPrefix(String prefix) implements Matcher {}

        /** A header of this name has this value; any value when that is null. */
        record Header(String name, @Nullable String value) implements Matcher {}

        /** The query contains this, between ampersands: {@code name=value}, or {@code name} with any value. */
        record Query(String text) implements Matcher {}

        /** The method is this one. */
        record Method(String method) implements Matcher {}

        /** The client's address is in this network. */
        record Source(Cidr network) implements Matcher {}

        /** Not all of these hold. */
        record Not(List<Matcher> matchers) implements Matcher {
            /** Copies the list. */
            public Not {
                matchers = List.copyOf(matchers);
            }
        }
    }

    /** What is done with a request or its answer. */
    public sealed interface Action {
        /** Only these servers of the service, by name. */
        record UseServers(List<String> servers) implements Action {
            /** Copies the list. */
            public UseServers {
                servers = List.copyOf(servers);
            }
        }

        /** The servers, scheduler and persistence of another service in HTTP mode. */
        record UseService(String service) implements Action {}

        /** A redirect: to {@code location}, or to {@code prefix} followed by the request's path and query; one is null. */
        record Redirect(@Nullable String location, @Nullable String prefix, int status) implements Action {}

        /** An answer without asking a server. */
        record Deny(int status) implements Action {}

        /** Replaces all fields of this name. */
        record SetRequestHeader(String name, String value) implements Action {}

        /** Adds a field. */
        record AddRequestHeader(String name, String value) implements Action {}

        /** Removes all fields of this name. */
        record DelRequestHeader(String name) implements Action {}

        /** Replaces all fields of this name in the answer. */
        record SetResponseHeader(String name, String value) implements Action {}

        /** Adds a field to the answer. */
        record AddResponseHeader(String name, String value) implements Action {}

        /** Removes all fields of this name from the answer. */
        record DelResponseHeader(String name) implements Action {}

        /** Replaces every match in the path. Equal where the expressions read alike, which patterns themselves are not. */
        record RewritePath(Pattern regex, String replacement) implements Action {
            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof RewritePath(Pattern that, String with)
                        && alike(regex, that)
                        && replacement.equals(with);
            }

            @Override
            public int hashCode() {
                return 31 * regex.pattern().hashCode() + replacement.hashCode();
            }
        }
    }

    private static boolean alike(Pattern a, Pattern b) {
        return a.pattern().equals(b.pattern()) && a.flags() == b.flags();
    }
}
