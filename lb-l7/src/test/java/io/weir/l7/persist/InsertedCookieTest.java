package io.weir.l7.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.service.Persistence;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InsertedCookieTest {
    private final AtomicLong clock = new AtomicLong(1_800_000_000);
    private final StickySample sample = new StickySample(Persistence.Type.COOKIE);
    private final InsertedCookie cookie = stickiness((byte) 7);

    private InsertedCookie stickiness(byte secret) {
        byte[] key = new byte[32];
        key[31] = secret;
        return new InsertedCookie(sample.definition(), NodeKey.of(key), clock::get);
    }

    private static String name(@Nullable ServerSnapshot server) {
        return server == null ? "none" : server.name();
    }

    /** One exchange with this cookie; returns the cookie that the answer sets, or null. */
    private @Nullable String exchange(@Nullable String value, String server) {
        RequestHead request = StickySample.request(value == null ? "" : "a=1; SERVERID=" + value + "; b=2");
        cookie.stuck(sample.service(), request, StickySample.CLIENT);
        return set(request, server);
    }

    private @Nullable String set(RequestHead request, String server) {
        ResponseHead answer = new ResponseHead(200, new Fields(), 0);
        ServiceSnapshot service = sample.service();
        ServerSnapshot by = java.util.Objects.requireNonNull(service.server(server));
        cookie.chosen(service, by, request, answer, StickySample.CLIENT);
        AsciiString line = answer.fields().get(Cookies.SET_COOKIE);
        if (line == null) {
            assertThat(answer.fields().size()).isZero();
            return null;
        }
        assertThat(line.toString()).matches("SERVERID=[A-Za-z0-9_-]{44}; Path=/; Secure; HttpOnly; SameSite=Lax");
        assertThat((Object) answer.fields().get(new AsciiString("cache-control")))
                .hasToString("private");
        return line.toString().substring("SERVERID=".length(), "SERVERID=".length() + CookieToken.LENGTH);
    }

    private String stuck(String value) {
        RequestHead request = StickySample.request("a=1; SERVERID=" + value + "; b=2");
        String found = name(cookie.stuck(sample.service(), request, StickySample.CLIENT));
        assertThat(request.fields().toString()).isEqualTo("Cookie: a=1; b=2\n");
        return found;
    }

    private String given(String server) {
        return java.util.Objects.requireNonNull(exchange(null, server));
    }

    @Test
    void keepsClientOnItsServerAndSaysItOnce() {
        String value = given("b");
        for (int i = 0; i < 1000; i++) {
            assertThat(stuck(value)).isEqualTo("b");
            assertThat(exchange(value, "b")).isNull();
        }
    }

    @Test
    void believesNothingThatIsNotItsOwn() {
        String value = given("b");
        for (int i = 0; i < value.length(); i++) {
            char other = value.charAt(i) == 'A' ? 'B' : 'A';
            String forged = value.substring(0, i) + other + value.substring(i + 1);
            assertThat(stuck(forged)).isEqualTo("none");
        }
        RequestHead request = StickySample.request("SERVERID=" + value);
        assertThat(stickiness((byte) 8).stuck(sample.service(), request, StickySample.CLIENT))
                .isNull();
        assertThat(stuck("")).isEqualTo("none");
        assertThat(stuck("=".repeat(44))).isEqualTo("none");
    }

    @Test
    void endsByIdleTimeAndByLife() {
        String value = given("a");
        clock.addAndGet(600);
        assertThat(stuck(value)).isEqualTo("a");
        clock.addAndGet(1);
        assertThat(stuck(value)).isEqualTo("none");
        String used = given("a");
        for (int life = 0; life < 1800; life += 400) {
            assertThat(stuck(used)).isEqualTo("a");
            clock.addAndGet(400);
            String next = exchange(used, "a");
            used = next == null ? used : next;
        }
        // The life of 1,800 seconds is over however often it was used: the last answer began a new one.
        assertThat(CookieToken.open(new AsciiString(used), NodeKey.of(key()).cookies()))
                .isNotNull()
                .satisfies(token -> assertThat(token.first()).isEqualTo(token.last()));
    }

    private static byte[] key() {
        byte[] key = new byte[32];
        key[31] = 7;
        return key;
    }

    @Test
    void isGivenAgainWhenHalfOfItsIdleTimeIsGone() {
        String value = given("a");
        clock.addAndGet(300);
        assertThat(exchange(value, "a")).isNull();
        clock.addAndGet(1);
        String fresh = exchange(value, "a");
        assertThat(fresh).isNotNull().isNotEqualTo(value);
    }

    @Test
    void movesToAnotherServerWhileItsOwnIsDown() {
        String value = given("b");
        sample.health("b", Health.DOWN);
        assertThat(stuck(value)).isEqualTo("none");
        String moved = java.util.Objects.requireNonNull(exchange(value, "c"));
        sample.health("b", Health.UP);
        assertThat(stuck(moved)).isEqualTo("c");
        sample.adminState("c", AdminState.DRAINING);
        assertThat(stuck(moved)).isEqualTo("c");
        sample.adminState("c", AdminState.HALTED);
        assertThat(stuck(moved)).isEqualTo("none");
    }

    @Test
    void hidesACookieOfTheServerThatHasItsName() {
        RequestHead request = StickySample.request("");
        Fields fields = new Fields();
        fields.add(Cookies.SET_COOKIE, new AsciiString("SERVERID=x; Path=/"));
        fields.add(Cookies.SET_COOKIE, new AsciiString("SERVERID2=y"));
        fields.add(new AsciiString("Cache-Control"), new AsciiString("public, no-store"));
        ResponseHead answer = new ResponseHead(200, fields, 0);
        ServerSnapshot by = java.util.Objects.requireNonNull(sample.service().server("a"));
        cookie.chosen(sample.service(), by, request, answer, StickySample.CLIENT);
        assertThat(fields.toString())
                .doesNotContain("SERVERID=x")
                .contains("SERVERID2=y")
                .contains("public, no-store")
                .doesNotContain("private");
    }
}
