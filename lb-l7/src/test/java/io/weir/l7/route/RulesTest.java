package io.weir.l7.route;

import static io.weir.l7.route.Requests.CLIENT;
import static io.weir.l7.route.Requests.client;
import static io.weir.l7.route.Requests.get;
import static io.weir.l7.route.Requests.head;
import static io.weir.l7.route.Requests.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.net.Cidr;
import io.weir.core.service.HttpRule;
import io.weir.core.service.HttpRule.Action;
import io.weir.core.service.HttpRule.Matcher;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    private static final Action.UseServers TO_A = new Action.UseServers(List.of("a"));

    private static Rules compile(HttpRule... rules) {
        return Rules.compile(rules(rules), "shop");
    }

    private static HttpRule when(Matcher matcher, Action... actions) {
        return new HttpRule(List.of(matcher), List.of(actions));
    }

    private static HttpRule always(Action... actions) {
        return new HttpRule(List.of(), List.of(actions));
    }

    private static LocalAnswer answered(Decision decision) {
        return Objects.requireNonNull(decision.localAnswer());
    }

    private static boolean matches(Matcher matcher, RequestHead head) {
        return compile(when(matcher, TO_A)).decide(head, CLIENT).servers() != null;
    }

    @Test
    void matchesPaths() {
        Matcher prefix = new Matcher.PathPrefix("/images/");
        assertThat(matches(prefix, get("h", "/images/x.png?/y"))).isTrue();
        assertThat(matches(prefix, get("h", "/%69mages/x"))).isTrue();
        assertThat(matches(prefix, get("h", "/x?/images/"))).isFalse();
        Matcher suffix = new Matcher.PathSuffix(".php");
        assertThat(matches(suffix, get("h", "/a.php?x=1"))).isTrue();
        assertThat(matches(suffix, get("h", "/a.php;jsessionid=1"))).isTrue();
        assertThat(matches(suffix, get("h", "/a?b.php"))).isFalse();
        Matcher regex = new Matcher.PathRegex(Pattern.compile("^/v[0-9]+/"));
        assertThat(matches(regex, get("h", "/v12/x"))).isTrue();
        assertThat(matches(regex, get("h", "/va/x"))).isFalse();
        assertThat(matches(new Matcher.PathPrefix("/caf%C3%A9"), get("h", "/caf%c3%a9/x")))
                .isTrue();
    }

    @Test
    void matchesHosts() {
        Matcher host = new Matcher.Host("pacs.example");
        assertThat(matches(host, get("PACS.example:8080", "/"))).isTrue();
        assertThat(matches(host, get("pacs.example.", "/"))).isTrue();
        assertThat(matches(host, get("pacs.example.org", "/"))).isFalse();
        assertThat(matches(new Matcher.Host("[2001:db8::1]"), get("[2001:DB8::1]:80", "/")))
                .isTrue();
        assertThat(matches(new Matcher.HostPrefix("pacs."), get("Pacs.example", "/")))
                .isTrue();
        assertThat(matches(new Matcher.HostPrefix("pacs."), get("x.pacs.example", "/")))
                .isFalse();
    }

    @Test
    void matchesHeadersMethodAndSource() {
        Matcher any = new Matcher.Header("x-debug", null);
        assertThat(matches(any, get("h", "/", "X-Debug: "))).isTrue();
        assertThat(matches(any, get("h", "/"))).isFalse();
        Matcher valued = new Matcher.Header("X-Tier", "gold");
        assertThat(matches(valued, get("h", "/", "x-tier: silver", "x-tier: gold")))
                .isTrue();
        assertThat(matches(valued, get("h", "/", "x-tier: golden"))).isFalse();
        assertThat(matches(new Matcher.Header("Host", "H:80"), get("h:80", "/")))
                .isTrue();
        assertThat(matches(new Matcher.Method("PUT"), head("PUT", "h", "/"))).isTrue();
        assertThat(matches(new Matcher.Method("PUT"), head("put", "h", "/"))).isFalse();
        Matcher source = new Matcher.Source(Cidr.parse("192.0.2.0/24").orElseThrow());
        assertThat(matches(source, get("h", "/"))).isTrue();
        assertThat(compile(when(source, TO_A))
                        .decide(get("h", "/"), client("2001:db8::1"))
                        .servers())
                .isNull();
    }

    @Test
    void matchesParametersOfTheQuery() {
        Matcher valued = new Matcher.Query("version=2");
        assertThat(matches(valued, get("h", "/?a=1&version=2"))).isTrue();
        assertThat(matches(valued, get("h", "/?vers%69on=%32&b"))).isTrue();
        assertThat(matches(valued, get("h", "/?version=22"))).isFalse();
        assertThat(matches(valued, get("h", "/?xversion=2"))).isFalse();
        Matcher named = new Matcher.Query("debug");
        assertThat(matches(named, get("h", "/?debug"))).isTrue();
        assertThat(matches(named, get("h", "/?x&debug=1"))).isTrue();
        assertThat(matches(named, get("h", "/?debugger=1"))).isFalse();
        assertThat(matches(named, get("h", "/debug"))).isFalse();
        assertThat(matches(new Matcher.Query("q=a b"), get("h", "/?q=a+b"))).isTrue();
    }

    @Test
    void allMustHoldAndNotTurnsThemRound() {
        Matcher both = new Matcher.Not(List.of(new Matcher.Host("a"), new Matcher.Method("GET")));
        assertThat(matches(both, get("a", "/"))).isFalse();
        assertThat(matches(both, get("b", "/"))).isTrue();
        HttpRule rule =
                new HttpRule(List.of(new Matcher.Host("a"), new Matcher.PathPrefix("/x")), List.of((Action) TO_A));
        assertThat(compile(rule).decide(get("a", "/x"), CLIENT).servers()).containsExactly("a");
        assertThat(compile(rule).decide(get("a", "/y"), CLIENT)).isSameAs(Decision.NONE);
    }

    @Test
    void theFirstSwitchWinsAndHeaderActionsAddUp() {
        Rules rules = compile(
                when(new Matcher.Host("other"), new Action.Deny(403)),
                always(new Action.SetRequestHeader("X-One", "1"), TO_A, new Action.AddResponseHeader("Vary", "Origin")),
                always(
                        new Action.Deny(403),
                        new Action.DelRequestHeader("Cookie"),
                        new Action.SetResponseHeader("Server", "w")),
                always(new Action.UseService("b"), new Action.DelResponseHeader("X-Powered-By")));
        RequestHead head = get("h", "/", "X-One: 0", "cookie: a", "Cookie: b");
        Decision decision = rules.decide(head, CLIENT);
        assertThat(decision.servers()).containsExactly("a");
        assertThat(decision.service()).isNull();
        assertThat(decision.localAnswer()).isNull();
        assertThat(head.fields()).hasToString("X-One: 1\n");
        Fields answer = get("h", "/", "server: x", "x-powered-by: y").fields();
        decision.answer(new ResponseHead(200, answer, 0));
        assertThat(answer).hasToString("server: w\nVary: Origin\n");
    }

    @Test
    void looksAtTheRequestAsItCame() {
        Rules rules = compile(
                always(new Action.SetRequestHeader("X-A", "1"), rewrite("^/a/", "/b/")),
                when(new Matcher.Header("X-A", "1"), new Action.Deny(403)),
                when(new Matcher.PathPrefix("/b/"), new Action.Deny(403)));
        assertThat(rules.decide(get("h", "/a/x"), CLIENT).localAnswer()).isNull();
    }

    private static Action.RewritePath rewrite(String regex, String replacement) {
        return new Action.RewritePath(Pattern.compile(regex), replacement);
    }

    private static String rewritten(String regex, String replacement, String target) {
        RequestHead head = get("h", target);
        compile(always(rewrite(regex, replacement))).decide(head, CLIENT);
        return head.target().toString();
    }

    @Test
    void rewritesThePathAndKeepsTheQuery() {
        assertThat(rewritten("^/api/v1/(.*)$", "/$1", "/api/v1/users?a=/api/v1/"))
                .isEqualTo("/users?a=/api/v1/");
        assertThat(rewritten("^/api", "", "/api?x")).isEqualTo("/?x");
        assertThat(rewritten("^/old/(.*)", "/new?id=$1", "/old/7?b=2")).isEqualTo("/new?id=7&b=2");
        assertThat(rewritten("b", "ü #", "/b")).isEqualTo("/%C3%BC%20%23");
        assertThat(rewritten("x", "y", "*")).isEqualTo("*");
    }

    @Test
    void redirects() {
        Rules fixed = compile(always(new Action.Redirect("https://b.example/x", null, 302)));
        LocalAnswer answer = answered(fixed.decide(get("h", "/y"), CLIENT));
        assertThat(answer.head().status()).isEqualTo(302);
        assertThat(answer.head().fields().toString()).contains("Location: https://b.example/x\n");
        assertThat(answer.head().bodyLength()).isEqualTo(answer.body().length);
        assertThat(location("https://b.example", "/a?b=1")).isEqualTo("https://b.example/a?b=1");
        assertThat(location("https://b.example/", "/a")).isEqualTo("https://b.example/a");
        assertThat(location("https://b.example", "*")).isEqualTo("https://b.example/");
        assertThat(location("/new", "/a")).isEqualTo("/new/a");
    }

    @Test
    void aRedirectLeadsToNoOtherHost() {
        assertThat(location("/", "//evil.example/x")).isEqualTo("/evil.example/x");
        assertThat(location("/", "/\\evil.example")).isEqualTo("/evil.example");
        assertThat(location("/new", "//evil.example")).isEqualTo("/new//evil.example");
        assertThat(location("https://b.example", "/a\r\nSet-Cookie: x"))
                .isEqualTo("https://b.example/a%0D%0ASet-Cookie:%20x");
    }

    private static String location(String prefix, String target) {
        LocalAnswer answer =
                answered(compile(always(new Action.Redirect(null, prefix, 301))).decide(get("h", target), CLIENT));
        return String.valueOf(answer.location());
    }

    @Test
    void denies() {
        LocalAnswer answer = answered(compile(always(new Action.Deny(429))).decide(get("h", "/"), CLIENT));
        assertThat(answer.head().status()).isEqualTo(429);
        assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.US_ASCII))
                .contains("429 Too Many Requests");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/", "/%61dmin/", "/images/../admin/", "//admin/", "/x/%2e%2e/admin/", "/admin;x/"})
    void noSpellingOfAPathGetsPastARefusal(String path) {
        Rules rules = compile(when(new Matcher.PathPrefix("/admin/"), new Action.Deny(403)));
        LocalAnswer answer = answered(rules.decide(get("h", path), CLIENT));
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void refusesAPathOfTwoMeanings() {
        Rules rules = compile(when(new Matcher.Not(List.of(new Matcher.PathPrefix("/a"))), TO_A));
        LocalAnswer answer = answered(rules.decide(get("h", "/a/..%2fb"), CLIENT));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(rules.ambiguousPaths()).isEqualTo(1);
        assertThat(compile(always(TO_A)).decide(get("h", "/a/..%2fb"), CLIENT).localAnswer())
                .isNull();
    }

    @Test
    void noPathMakesARegularExpressionRunForLong() {
        RequestHead head = get("h", "/" + "a".repeat(5000) + "!");
        Matcher evil = new Matcher.PathRegex(Pattern.compile("^/(a+)+$"));
        Rules switches = compile(when(evil, TO_A));
        long start = System.nanoTime();
        assertThat(switches.decide(head, CLIENT).servers()).isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(switches.regexAborts()).isEqualTo(1);
        Rules refuses = compile(when(evil, new Action.Deny(403)));
        assertThat(refuses.decide(head, CLIENT).localAnswer()).isNotNull();
        Rules refusesOthers = compile(when(new Matcher.Not(List.of(evil)), new Action.Deny(403)));
        assertThat(refusesOthers.decide(head, CLIENT).localAnswer()).isNotNull();
        Matcher deep = new Matcher.PathRegex(Pattern.compile("^/(a|b)*$"));
        assertThat(compile(when(deep, TO_A))
                        .decide(get("h", "/" + "ab".repeat(4000)), CLIENT)
                        .localAnswer())
                .isNull();
    }

    @Test
    void changesHostWithTheOthers() {
        RequestHead head = get("h", "/");
        compile(always(new Action.SetRequestHeader("host", "inner.example"))).decide(head, CLIENT);
        assertThat(head.authority().toString()).isEqualTo("inner.example");
        assertThat(head.fields().size()).isZero();
    }

    @Test
    void refusesRulesThatBreakMessages() {
        assertThatThrownBy(() -> compile(
                        always(new Action.Deny(403)), always(new Action.SetRequestHeader("Content-Length", "5"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("service shop, rule 2: header Content-Length");
        assertThatThrownBy(() -> compile(always(new Action.AddResponseHeader("X", "a\r\nb"))))
                .hasMessageContaining("control character");
        assertThatThrownBy(() -> compile(always(new Action.AddResponseHeader("X Y", "a"))))
                .hasMessageContaining("\"X Y\" is no header name");
        assertThatThrownBy(() -> compile(always(new Action.DelRequestHeader("Host"))))
                .hasMessageContaining("set-request-header");
    }
}
