package io.weir.l7.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.service.Persistence;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type that has a table: kept over many requests, moved when its server fails, and left there when it is back. */
class StuckByTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path state;

    private String exchange(StickySample sample, Stickiness stickiness, RequestHead request, String... setCookies) {
        ServiceSnapshot service = sample.service();
        ServerSnapshot server = stickiness.stuck(service, request, StickySample.CLIENT);
        if (server == null) {
            server = Objects.requireNonNull(service.choose(StickySample.CLIENT.address(), 80, id -> true));
        }
        Fields fields = new Fields();
        for (String cookie : setCookies) {
            fields.add(Cookies.SET_COOKIE, new AsciiString(cookie));
        }
        stickiness.chosen(service, server, request, new ResponseHead(200, fields, 0), StickySample.CLIENT);
        return server.name();
    }

    private void keeps(Persistence.Type type, String target, String cookies, String... fields) throws Exception {
        StickySample sample = new StickySample(type);
        Stickiness stickiness = Objects.requireNonNull(Stickiness.of(sample.definition(), state));
        String first = exchange(sample, stickiness, StickySample.requestOf(target, cookies, fields));
        for (int i = 0; i < 1000; i++) {
            assertThat(exchange(sample, stickiness, StickySample.requestOf(target, cookies, fields)))
                    .isEqualTo(first);
        }
        sample.adminState(first, AdminState.DRAINING);
        assertThat(exchange(sample, stickiness, StickySample.requestOf(target, cookies, fields)))
                .isEqualTo(first);
        sample.health(first, Health.DOWN);
        String second = exchange(sample, stickiness, StickySample.requestOf(target, cookies, fields));
        assertThat(second).isNotEqualTo(first);
        sample.health(first, Health.UP);
        sample.adminState(first, AdminState.ONLINE);
        for (int i = 0; i < 10; i++) {
            assertThat(exchange(sample, stickiness, StickySample.requestOf(target, cookies, fields)))
                    .isEqualTo(second);
        }
        assertThat(Objects.requireNonNull(sample.table()).size()).isEqualTo(1);
    }

    @Test
    void header() throws Exception {
        keeps(Persistence.Type.HEADER, "/", "", "X-User: anna");
    }

    @Test
    void appCookie() throws Exception {
        keeps(Persistence.Type.APP_COOKIE, "/", "a=b; SERVERID=1A2B");
    }

    @Test
    void appCookieInThePath() throws Exception {
        keeps(Persistence.Type.APP_COOKIE, "/cart;v=1;serverid=1A2B/x?serverid=3", "");
    }

    @Test
    void address() throws Exception {
        keeps(Persistence.Type.SOURCE_IP, "/", "");
    }

    @Test
    void addressThatATrustedProxySays() throws Exception {
        keeps(Persistence.Type.X_FORWARDED_FOR, "/", "", "X-Forwarded-For: 203.0.113.9, 192.0.2.44");
        StickySample sample = new StickySample(Persistence.Type.X_FORWARDED_FOR);
        Stickiness stickiness = Objects.requireNonNull(Stickiness.of(sample.definition(), state));
        String first = exchange(sample, stickiness, StickySample.request("", "X-Forwarded-For: 203.0.113.9"));
        String second = exchange(sample, stickiness, StickySample.request("", "X-Forwarded-For: 203.0.113.8"));
        assertThat(second).as("another client of the same proxy").isNotEqualTo(first);
        assertThat(exchange(sample, stickiness, StickySample.request("", "X-Forwarded-For: 198.51.100.1, 203.0.113.9")))
                .as("what a client says itself is not believed")
                .isEqualTo(first);
    }

    @Test
    void learnsTheCookieFromTheAnswerAndFindsItInThePath() throws Exception {
        StickySample sample = new StickySample(Persistence.Type.APP_COOKIE);
        Stickiness stickiness = Objects.requireNonNull(Stickiness.of(sample.definition(), state));
        exchange(sample, stickiness, StickySample.request(""));
        String first = exchange(sample, stickiness, StickySample.request(""), "SERVERID=\"77\"; Path=/", "other=1");
        assertThat(exchange(sample, stickiness, StickySample.request("SERVERID=77")))
                .isEqualTo(first);
        assertThat(exchange(sample, stickiness, StickySample.requestOf("/a;SERVERID=77", "")))
                .isEqualTo(first);
        assertThat(Objects.requireNonNull(sample.table()).entries(9))
                .hasSize(1)
                .allSatisfy(entry -> assertThat(entry.key()).isEqualTo("77"));
    }

    @Test
    void keyOutlivesARestartAndIsNobodyElsesToRead() throws Exception {
        NodeKey made = NodeKey.in(state);
        NodeKey read = NodeKey.in(state);
        byte[] text = {1, 2, 3};
        assertThat(read.cookies().of(text, 0, 3)).isEqualTo(made.cookies().of(text, 0, 3));
        assertThat(java.nio.file.Files.getPosixFilePermissions(state.resolve(NodeKey.FILE)))
                .containsExactlyInAnyOrder(
                        java.nio.file.attribute.PosixFilePermission.OWNER_READ,
                        java.nio.file.attribute.PosixFilePermission.OWNER_WRITE);
    }

    private static ConnectionKey rdp(Persistence.Type type, String cookie) {
        return ConnectionKey.of(type, Unpooled.wrappedBuffer(RdpRequestTest.request(cookie)));
    }

    private static String choose(StickySample sample, ConnectionKey key) {
        return Objects.requireNonNull(key.choose(sample.service(), StickySample.CLIENT.address(), 3389, id -> true))
                .name();
    }

    @Test
    void rdpUserStaysAcrossFailure() {
        StickySample sample = new StickySample(Persistence.Type.RDP_COOKIE);
        ConnectionKey anna = rdp(Persistence.Type.RDP_COOKIE, "Cookie: mstshash=anna\r\n");
        String first = choose(sample, anna);
        for (int i = 0; i < 1000; i++) {
            choose(sample, rdp(Persistence.Type.RDP_COOKIE, "Cookie: mstshash=u" + i % 300 + "\r\n"));
            assertThat(choose(sample, anna)).isEqualTo(first);
        }
        sample.health(first, Health.DOWN);
        String second = choose(sample, anna);
        assertThat(second).isNotEqualTo(first);
        sample.health(first, Health.UP);
        assertThat(choose(sample, anna)).isEqualTo(second);
    }

    @Test
    void rdpTokenNamesAConfiguredServerOrNothing() {
        StickySample sample = new StickySample(Persistence.Type.RDP_TOKEN);
        // 10.0.0.2:3389
        ConnectionKey token = rdp(Persistence.Type.RDP_TOKEN, "Cookie: msts=33554442.15629.0000\r\n");
        ConnectionKey foreign = rdp(Persistence.Type.RDP_TOKEN, "Cookie: msts=3640205228.15629.0000\r\n");
        ConnectionKey port = rdp(Persistence.Type.RDP_TOKEN, "Cookie: msts=33554442.15630.0000\r\n");
        for (int i = 0; i < 1000; i++) {
            assertThat(choose(sample, token)).isEqualTo("b");
        }
        assertThat(choose(sample, foreign)).isNotEqualTo(choose(sample, foreign));
        assertThat(choose(sample, port)).isNotEqualTo(choose(sample, port));
        sample.health("b", Health.DOWN);
        assertThat(choose(sample, token)).isNotEqualTo("b");
        sample.health("b", Health.UP);
        assertThat(choose(sample, token)).isEqualTo("b");
    }
}
