package io.weir.l7.route;

import static io.weir.l7.fixture.HttpModes.mode;
import static io.weir.l7.route.Requests.CLIENT;
import static io.weir.l7.route.Requests.client;
import static io.weir.l7.route.Requests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import io.weir.core.service.HttpMode;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.RequestHead;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedHeadersTest {
    private static final HttpMode BOTH = mode(true, true, List.of("192.0.2.0/24", "2001:db8::/32"), "", List.of());
    private static final HttpMode TRUSTS_NOBODY = mode(true, true, List.of(), "", List.of());
    private static final HttpMode SILENT = mode(false, false, List.of(), "X-Client-Subject", List.of());

    @Test
    void tellsWhoTheClientIs() {
        RequestHead head = get("shop.example:8080", "/");
        ForwardedHeaders.apply(head, CLIENT, TRUSTS_NOBODY);
        assertThat(head.fields()).hasToString("""
                X-Forwarded-For: 192.0.2.7
                X-Forwarded-Proto: http
                X-Forwarded-Host: shop.example:8080
                X-Forwarded-Port: 80
                Forwarded: for=192.0.2.7;proto=http;host="shop.example:8080"
                """);
    }

    @Test
    void quotesIpv6() {
        RequestHead head = get("[2001:db8::9]:80", "/");
        ForwardedHeaders.apply(head, client("2001:db8::7"), TRUSTS_NOBODY);
        assertThat(head.fields().toString())
                .contains("X-Forwarded-For: 2001:db8::7\n")
                .contains("Forwarded: for=\"[2001:db8::7]\";proto=http;host=\"[2001:db8::9]:80\"\n");
    }

    @Test
    void prolongsWhatATrustedProxySaid() {
        RequestHead head = get(
                "h",
                "/",
                "x-forwarded-for: 203.0.113.9",
                "X-Forwarded-For: 192.0.2.9",
                "X-Forwarded-Proto: https",
                "Forwarded: for=203.0.113.9",
                "X-Real-IP: 203.0.113.9");
        ForwardedHeaders.apply(head, CLIENT, BOTH);
        assertThat(head.fields().toString())
                .contains("x-forwarded-for: 203.0.113.9, 192.0.2.9, 192.0.2.7\n")
                .contains("X-Forwarded-Proto: https\n")
                .contains("Forwarded: for=203.0.113.9, for=192.0.2.7;proto=http;host=\"h\"\n")
                .contains("X-Real-IP: 203.0.113.9\n")
                .doesNotContain("X-Forwarded-For: 192.0.2.9\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "x_forwarded_for",
                "X-Forwarded_For",
                "X.Forwarded.For",
                "X-Forwarded-Proto",
                "X-Forwarded-Prefix",
                "X_FORWARDED_HOST",
                "X-Real-IP",
                "X_Real_Ip",
                "Forwarded",
                "FORWARDED",
                "X-Client-Subject",
                "x_client_subject"
            })
    void believesNobodyElse(String name) {
        RequestHead head = get("h", "/", "Accept: x", name + ": forged", "X-Other: y");
        ForwardedHeaders.apply(head, CLIENT, SILENT);
        assertThat(head.fields()).hasToString("Accept: x\nX-Other: y\n");
    }

    @Test
    void nobodyCanClaimACertificate() {
        ClientInfo withCertificate = new ClientInfo(
                CLIENT.address(),
                1,
                CLIENT.destination(),
                443,
                new ClientInfo.Handshake("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, "", "CN=é,O=a\nb"));
        HttpMode trusting = mode(false, false, List.of("0.0.0.0/0"), "X-Client-Subject", List.of());
        RequestHead forged = get("h", "/", "X-Client-Subject: CN=admin", "x_client_subject: CN=admin");
        ForwardedHeaders.apply(forged, CLIENT, trusting);
        assertThat(forged.fields().size()).isZero();
        RequestHead true_ = get("h", "/", "X-Client-Subject: CN=admin");
        ForwardedHeaders.apply(true_, withCertificate, trusting);
        assertThat(true_.fields().size()).isEqualTo(1);
        assertThat(new String(true_.fields().value(0).toByteArray(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("CN=é,O=a?b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9 | 203.0.113.9",
                "198.51.100.1, 203.0.113.9, 192.0.2.44 | 203.0.113.9",
                "198.51.100.1, [2001:db9::1]:443 | 2001:db9::1",
                "203.0.113.9:1234 | 203.0.113.9",
                "192.0.2.1, 192.0.2.2 | 192.0.2.1",
                "unknown | 192.0.2.7",
                "203.0.113.9, unknown, 192.0.2.2 | 192.0.2.2",
                "203.0.113.9, | 192.0.2.7",
            })
    void findsTheClientBehindTrustedProxies(String list, String expected) {
        RequestHead head = get("h", "/", "X-Forwarded-For: " + list);
        assertThat(ForwardedHeaders.trustedClient(head, CLIENT, BOTH)).isEqualTo(IpAddress.of(expected));
        assertThat(ForwardedHeaders.trustedClient(head, client("203.0.113.200"), BOTH))
                .isEqualTo(IpAddress.of("203.0.113.200"));
        ForwardedHeaders.apply(head, CLIENT, BOTH);
        assertThat(ForwardedHeaders.trustedClient(head, CLIENT, BOTH)).isEqualTo(IpAddress.of(expected));
    }

    @Test
    void readsSeveralLinesAsOneList() {
        RequestHead head =
                get("h", "/", "X-Forwarded-For: 203.0.113.1", "A: b", "X-Forwarded-For: 203.0.113.2, 192.0.2.3");
        assertThat(ForwardedHeaders.trustedClient(head, CLIENT, BOTH)).isEqualTo(IpAddress.of("203.0.113.2"));
    }

    @Property
    void anyListOfATrustedProxyIsRead(@ForAll @CharRange(from = ' ', to = '~') String list) {
        RequestHead head = get("h", "/", "X-Forwarded-For: " + list);
        assertThat(ForwardedHeaders.trustedClient(head, CLIENT, BOTH)).isNotNull();
    }
}
