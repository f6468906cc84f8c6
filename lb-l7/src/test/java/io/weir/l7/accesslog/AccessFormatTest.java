package io.weir.l7.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import io.weir.core.net.IpAddress;
import io.weir.core.service.EndReason;
import io.weir.core.service.Layer7;
import io.weir.l7.http.exchange.ClientInfo;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessFormatTest {
    private static final Access.Timing TIMING = new Access.Timing(0, 1_234_567, 20_000_999, 2_000_000_000);

    static Access request(String target, @Nullable String userAgent) {
        Access.Request request = new Access.Request(
                new AsciiString("GET"),
                new AsciiString("shop.example"),
                octets(target),
                "HTTP/1.1",
                200,
                1,
                true,
                userAgent == null ? null : octets(userAgent),
                null);
        return new Access(
                1_785_499_200_007L,
                "SHOP",
                "web1",
                IpAddress.of("192.0.2.7"),
                40_000,
                request,
                0,
                512,
                TIMING,
                EndReason.DONE,
                null,
                new ClientInfo.Handshake("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, "", null));
    }

    static AsciiString octets(String text) {
        return new AsciiString(text.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    private static Access connection() {
        return new Access(
                1_785_499_200_000L,
                "RDP",
                null,
                IpAddress.of("2001:db8::7"),
                1,
                null,
                3,
                0,
                new Access.Timing(
                        Access.Timing.NOT_REACHED, Access.Timing.NOT_REACHED, Access.Timing.NOT_REACHED, 1_000_000),
                EndReason.CONNECT_FAILED,
                "refused",
                null);
    }

    private static String write(Layer7.AccessLog form, Access access) {
        LineBuffer buffer = new LineBuffer();
        new AccessFormat(ZoneOffset.ofHours(2)).write(form, access, buffer);
        return StandardCharsets.US_ASCII.decode(buffer.content()).toString();
    }

    @Test
    void writesJson() {
        assertThat(write(Layer7.AccessLog.JSON, request("/a?b=\"c\"", "curl/8\u00e9\t")))
                .isEqualTo("""
                {"time":"2026-07-31T12:00:00.007Z","service":"SHOP","server":"web1","client":"192.0.2.7",\
                "client_port":40000,"method":"GET","host":"shop.example","path":"/a?b=\\"c\\"","protocol":"HTTP/1.1",\
                "status":200,"bytes_in":0,"bytes_out":512,"queue_ms":0.000,"connect_ms":1.234,"first_byte_ms":20.000,\
                "total_ms":2000.000,"retries":1,"persisted":true,"end":"done","tls":"TLSv1.3",\
                "cipher":"TLS_AES_128_GCM_SHA256","user_agent":"curl/8\\u00e9\\u0009"}
                """);
        assertThat(write(Layer7.AccessLog.JSON, connection())).isEqualTo("""
                {"time":"2026-07-31T12:00:00.000Z","service":"RDP","client":"2001:db8::7","client_port":1,\
                "bytes_in":3,"bytes_out":0,"total_ms":1.000,"end":"connect-failed","detail":"refused"}
                """);
    }

    @Test
    void writesTheCombinedFormat() {
        assertThat(write(Layer7.AccessLog.COMBINED, request("/a?b=\"c\"", "curl/8\u00e9\\")))
                .isEqualTo("""
                192.0.2.7 - - [31/Jul/2026:14:00:00 +0200] "GET /a?b=\\x22c\\x22 HTTP/1.1" 200 512 "-" "curl/8\\xe9\\x5c"
                """);
        assertThat(write(Layer7.AccessLog.COMBINED, connection())).isEqualTo("""
                2001:db8::7 - - [31/Jul/2026:14:00:00 +0200] "TCP RDP -" - - "-" "-"
                """);
    }

    @Property
    void nothingThatAClientSendsEndsALineOrAField(@ForAll byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        String json = write(Layer7.AccessLog.JSON, request("/" + text, text));
        assertThat(json).endsWith("\n").doesNotContainPattern("[^ -~\n]");
        assertThat(json.strip().lines()).hasSize(1);
        assertThat(json.replace("\\\\", "").replace("\\\"", "").chars().filter(c -> c == '"'))
                .hasSameSizeAs(write(Layer7.AccessLog.JSON, request("/", ""))
                        .chars()
                        .filter(c -> c == '"')
                        .boxed()
                        .toList());
        String combined = write(Layer7.AccessLog.COMBINED, request("/" + text, text));
        assertThat(combined.strip().lines()).hasSize(1);
        assertThat(combined.chars().filter(c -> c == '"').count()).isEqualTo(6);
    }
}
