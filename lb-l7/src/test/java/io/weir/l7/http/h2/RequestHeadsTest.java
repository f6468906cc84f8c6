package io.weir.l7.http.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.AsciiString;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.WebSocketKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a request's fields is let through (RFC 9113, 8.2 and 8.3). Fields are written {@code name=value|…}. */
class RequestHeadsTest {
    private static final String GOOD = ":method=GET|:scheme=http|:authority=a.example|:path=/";

    private static DecodedHeaders fields(String text) {
        DecodedHeaders headers = new DecodedHeaders(100);
        for (String field : text.split("\\|", -1)) {
            int equals = field.indexOf('=');
            headers.add(
                    new AsciiString(field.substring(0, equals)),
                    new AsciiString(field.substring(equals + 1)
                            .replace("\\r", "\r")
                            .replace("\\n", "\n")
                            .replace("\\0", "\0")
                            .replace("\\t", "\t")));
        }
        return headers;
    }

    private static RequestHead decode(String text) throws Refused {
        return RequestHeads.decode(fields(text), false, true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x=a\\r\\nb: c",
                "x=a\\nb",
                "x=a\\0b",
                "x=\\rb",
                "x= a",
                "x=a ",
                "x=\\ta",
                "x=a\\t",
                "x=a\u0001b",
                "x=a\u007fb",
                "X-Upper=a",
                "x y=a",
                "x:y=a",
                "=a",
                "x\\r=a",
                "x\u00e9=a",
                "connection=close",
                "connection=x",
                "keep-alive=1",
                "proxy-connection=keep-alive",
                "transfer-encoding=chunked",
                "transfer-encoding=identity",
                "upgrade=h2c",
                "te=gzip",
                "te=trailers, gzip",
                "host=b.example",
                "host=a.example|host=b.example",
                "host=a.example|host=a.example",
                "content-length=5",
                "content-length=-1",
                "content-length=+1",
                "content-length=0x1",
                "content-length=",
                "content-length=0, 0",
                "content-length=99999999999999999999",
                "content-length=0|content-length=1",
                "content-length=0|content-length=0",
                "expect=other",
                ":method=GET",
                ":path=/b",
                ":authority=b",
                ":unknown=a",
                ":status=200",
                ":protocol=websocket"
            })
    void malformedBesideGoodFields(String field) {
        assertThatThrownBy(() -> decode(GOOD + "|" + field)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":scheme=http|:authority=a|:path=/",
                ":method=|:scheme=http|:authority=a|:path=/",
                ":method=get|:scheme=http|:authority=a|:path=/",
                ":method=G T|:scheme=http|:authority=a|:path=/",
                ":method=GET /x HTTP/1.1\\r\\n|:scheme=http|:authority=a|:path=/",
                ":method=GET|:authority=a|:path=/",
                ":method=GET|:scheme=|:authority=a|:path=/",
                ":method=GET|:scheme=ftp|:authority=a|:path=/",
                ":method=GET|:scheme=http://x/?|:authority=a|:path=/",
                ":method=GET|:scheme=http|:authority=a",
                ":method=GET|:scheme=http|:authority=a|:path=",
                ":method=GET|:scheme=http|:authority=a|:path=x",
                ":method=GET|:scheme=http|:authority=a|:path=*",
                ":method=GET|:scheme=http|:authority=a|:path=http://a/",
                ":method=GET|:scheme=http|:authority=a|:path=/ HTTP/1.1",
                ":method=GET|:scheme=http|:authority=a|:path=/#x",
                ":method=GET|:scheme=http|:authority=a|:path=/\u00ff",
                ":method=GET|:scheme=http|:authority=a|:path=/\\r\\n",
                ":method=GET|:scheme=http|:path=/",
                ":method=GET|:scheme=http|:authority=|:path=/",
                ":method=GET|:scheme=http|:authority=u@a|:path=/",
                ":method=GET|:scheme=http|:authority=a b|:path=/",
                ":method=GET|:scheme=http|:authority=a/b|:path=/",
                ":method=GET|:scheme=http|:authority=a:99999|:path=/",
                ":method=GET|:scheme=http|:authority=a:x|:path=/",
                ":method=GET|:scheme=http|:authority=a:1:2|:path=/",
                ":method=GET|:scheme=http|:authority=[::1|:path=/",
                ":method=GET|:scheme=http|:authority=[g]|:path=/",
                ":method=GET|:scheme=http|:authority=a:|:path=/",
                ":method=GET|:scheme=http|:authority=a,b|:path=/",
                ":method=GET|:scheme=http|:authority=a|:path=/a\\b",
                ":method=GET|:scheme=http|:authority=a|:path=/%0",
                ":method=GET|:scheme=http|:authority=a|:path=/%00",
                ":method=TRACE|:scheme=http|:authority=a|:path=/|content-length=1",
                ":method=GET|x=a|:scheme=http|:authority=a|:path=/",
                ":method=GET|:scheme=http|:authority=a|:path=/|:protocol=websocket",
                ":method=CONNECT|:authority=a:443|:path=/",
                ":method=CONNECT|:scheme=http|:authority=a:443",
                ":method=CONNECT|:protocol=other|:scheme=http|:authority=a|:path=/",
                ":method=CONNECT|:protocol=websocket|:authority=a|:path=/"
            })
    void malformedPseudoFields(String text) {
        assertThatThrownBy(() -> decode(text)).isInstanceOf(Refused.class);
    }

    @Test
    void goodOneIsTakenApart() throws Refused {
        RequestHead head = RequestHeads.decode(
                fields(":method=POST|:scheme=https|:path=/a?b={c}|:authority=[::1]:8443|te=trailers|host=[::1]:8443"
                        + "|content-length=5|expect=100-continue|x=1|x-y_z=2|x=3"),
                true,
                false);
        assertThat(String.valueOf(head.method())).isEqualTo("POST");
        assertThat(String.valueOf(head.authority())).isEqualTo("[::1]:8443");
        assertThat(String.valueOf(head.target())).isEqualTo("/a?b={c}");
        assertThat(head.bodyLength()).isEqualTo(5);
        assertThat(head.expectsContinue()).isTrue();
        assertThat(head.acceptsTrailers()).isTrue();
        assertThat(head.secure()).isTrue();
        assertThat(head.fields()).hasToString("x: 1\nx: 3\n");
    }

    @Test
    void whatBelongsToTheProxyGoesNoFurther() throws Refused {
        RequestHead head = decode(GOOD + "|proxy=http://evil|proxy-authorization=x|proxy-x=y|http2-settings=z|x=1");
        assertThat(head.fields()).hasToString("x: 1\n");
    }

    @Test
    void fieldsThatAreNotPassedOnCountToo() {
        assertThatThrownBy(() -> decode(GOOD + "|x_y=1".repeat(101)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.refusal()).isEqualTo(Refusal.TOO_MANY_FIELDS));
    }

    @Test
    void hostStandsForAuthority() throws Refused {
        RequestHead head = decode(":method=OPTIONS|:scheme=http|:path=*|host=b.example:80");
        assertThat(String.valueOf(head.authority())).isEqualTo("b.example:80");
        assertThat(String.valueOf(head.target())).isEqualTo("*");
    }

    @Test
    void crumbsOfCookiesAreOneAgain() throws Refused {
        RequestHead head = decode(GOOD + "|cookie=a=1|x=y|cookie=b=2|cookie=c=3");
        assertThat(head.fields()).hasToString("cookie: a=1; b=2; c=3\nx: y\n");
    }

    @Test
    void webSocketIsTheGetOfHttp1() throws Refused {
        RequestHead head = RequestHeads.decode(
                fields(":method=CONNECT|:protocol=websocket|:scheme=http|:path=/chat|:authority=a"
                        + "|sec-websocket-version=13"),
                false,
                false);
        assertThat(String.valueOf(head.method())).isEqualTo("GET");
        assertThat(String.valueOf(head.upgrade())).isEqualTo("websocket");
        assertThat(String.valueOf(head.target())).isEqualTo("/chat");
        assertThat(String.valueOf(head.fields().get(FieldName.SEC_WEBSOCKET_KEY.lower())))
                .hasSize(24);
    }

    @Test
    void acceptIsThatOfTheStandard() {
        // RFC 6455, 1.3.
        assertThat(String.valueOf(WebSocketKey.accept(new AsciiString("dGhlIHNhbXBsZSBub25jZQ=="))))
                .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void trailersLoseWhatMayNotBeAmongThem() throws Refused {
        assertThat(Trailers.decode(fields("grpc-status=0|content-length=3|host=evil|authorization=x|cookie=y")))
                .hasToString("grpc-status: 0\n");
        assertThatThrownBy(() -> Trailers.decode(fields("x=y|:path=/"))).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x=y",
                ":status=",
                ":status=20",
                ":status=2000",
                ":status=099",
                ":status=600",
                ":status=2x0",
                ":status=101",
                ":status=200|:path=/",
                ":status=200|:status=200",
                ":status=200|connection=close",
                ":status=200|x=a\\r\\nb",
                ":status=204|content-length=1",
                ":status=200|content-length=1"
            })
    void malformedAnswers(String text) {
        assertThatThrownBy(() -> ResponseHeads.decode(fields(text), false, true))
                .isInstanceOf(Refused.class);
    }

    @Test
    void answerKeepsNamesThatARequestMayNotHave() throws Refused {
        assertThat(ResponseHeads.decode(fields(":status=200|x_y=1|proxy-authenticate=x"), false, true)
                        .fields())
                .hasToString("x_y: 1\n");
    }

    @Test
    void answerToHeadKeepsItsLength() throws Refused {
        assertThat(ResponseHeads.decode(fields(":status=200|content-length=7"), true, true)
                        .bodyLength())
                .isEqualTo(7);
    }

    @Test
    void schemeIsThatOfTheConnection() throws Refused {
        String encrypted = GOOD.replace("=http|", "=https|");
        assertThat(RequestHeads.decode(fields(encrypted), true, true).secure()).isTrue();
        assertThatThrownBy(() -> decode(encrypted))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.refusal()).isEqualTo(Refusal.SCHEME_MISMATCH));
        assertThatThrownBy(() -> RequestHeads.decode(fields(GOOD), true, true)).isInstanceOf(Refused.class);
    }
}
