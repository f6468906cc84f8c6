package io.weir.l7.route;

import io.netty.util.AsciiString;
import io.weir.core.net.Cidr;
import io.weir.core.service.HttpRule.Matcher;
import io.weir.l7.http.message.Fields;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A matcher of a rule, compiled. */
@FunctionalInterface
interface Condition {
    /** Whether it holds for a request. */
    Truth holds(RequestView request);

    /** Compiles what must all hold. */
    static Condition all(List<Matcher> matchers, LongAdder aborts) {
        Condition[] conditions =
                matchers.stream().map(matcher -> of(matcher, aborts)).toArray(Condition[]::new);
        return request -> {
            Truth all = Truth.YES;
            for (Condition condition : conditions) {
                all = all.and(condition.holds(request));
                if (all == Truth.NO) {
                    return all;
                }
            }
            return all;
        };
    }

    private static Condition of(Matcher matcher, LongAdder aborts) {
        return switch (matcher) {
            case Matcher.PathPrefix(String text) -> {
                String prefix = PercentCode.decode(text);
                yield request -> Truth.of(request.path().startsWith(prefix));
            }
            case Matcher.PathSuffix(String text) -> {
                String suffix = PercentCode.decode(text);
                yield request -> Truth.of(request.path().endsWith(suffix));
            }
            case Matcher.PathRegex regex -> {
                BoundedPattern pattern = new BoundedPattern(regex.pattern(), aborts);
                yield request -> pattern.find(request.path());
            }
            case Matcher.Host(String host) -> request -> Truth.of(request.host().equals(host));
            case Matcher.HostPrefix(String prefix) ->
                request -> Truth.of(request.host().startsWith(prefix));
            case Matcher.Header(String name, String value) -> header(new AsciiString(name), value);
            case Matcher.Query(String text) -> new QueryCondition(text);
            case Matcher.Method(String method) ->
                request -> Truth.of(request.head().method().contentEquals(method));
            case Matcher.Source(Cidr network) ->
                request -> Truth.of(network.contains(request.client().address()));
            case Matcher.Not(List<Matcher> matchers) -> {
                Condition inner = all(matchers, aborts);
                yield request -> inner.holds(request).not();
            }
        };
    }

    private static Condition header(AsciiString name, @Nullable String value) {
        if (name.contentEqualsIgnoreCase("host")) {
            return request -> Truth.of(
                    value == null
                            ? !request.head().authority().isEmpty()
                            : request.head().authority().contentEqualsIgnoreCase(value));
        }
        AsciiString wanted = value == null ? null : new AsciiString(value);
        return request -> {
            Fields fields = request.head().fields();
            int index = fields.indexOf(name, 0);
            while (index >= 0 && wanted != null && !fields.value(index).contentEquals(wanted)) {
                index = fields.indexOf(name, index + 1);
            }
            return Truth.of(index >= 0);
        };
    }

    /** Whether a matcher looks at the path, so that an ambiguous one could pass it. */
    static boolean looksAtPath(Matcher matcher) {
        return switch (matcher) {
            case Matcher.PathPrefix prefix -> true;
            case Matcher.PathSuffix suffix -> true;
            case Matcher.PathRegex regex -> true;
            case Matcher.Not(List<Matcher> matchers) -> matchers.stream().anyMatch(Condition::looksAtPath);
            case Matcher.Host host -> false;
            case Matcher.HostPrefix prefix -> false;
            case Matcher.Header header -> false;
            case Matcher.Query query -> false;
            case Matcher.Method method -> false;
            case Matcher.Source source -> false;
        };
    }
}
