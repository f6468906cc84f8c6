package io.weir.l7.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TlsSessionTest {
    private static final String ID = "a1".repeat(32);

    static byte[] hello(int type, String id, String extensions) {
        String rest = type == 1 ? "0002c02f0100" : "c02f00";
        String body = "0303" + "5a".repeat(32) + "%02x".formatted(id.length() / 2) + id + rest
                + "%04x".formatted(extensions.length() / 2) + extensions;
        String message = "%02x%06x".formatted(type, body.length() / 2) + body;
        return HexFormat.of().parseHex("160303%04x".formatted(message.length() / 2) + message);
    }

    private static TlsSession server(byte[] bytes) {
        return TlsSession.ofServer(Unpooled.wrappedBuffer(bytes));
    }

    @Test
    void findsTheIdOfEitherSide() {
        assertThat((Object) TlsSession.ofClient(Unpooled.wrappedBuffer(hello(1, ID, "")))
                        .id())
                .hasToString(ID);
        assertThat((Object) server(hello(2, ID, "ff01000100")).id()).hasToString(ID);
        assertThat(server(hello(2, "", "ff01000100"))).isEqualTo(new TlsSession(true, null));
        assertThat(server(hello(1, ID, ""))).isEqualTo(new TlsSession(true, null));
    }

    @Test
    void tls13HasNoSession() {
        assertThat(server(hello(2, ID, "ff01000100" + "002b00020304"))).isEqualTo(new TlsSession(true, null));
    }

    @Test
    void waitsForWhatItNeeds() {
        byte[] whole = hello(2, ID, "ff01000100");
        for (int length = 0; length < whole.length; length++) {
            assertThat(TlsSession.ofServer(Unpooled.wrappedBuffer(whole, 0, length))
                            .complete())
                    .isFalse();
        }
        assertThat(server("HTTP/1.1 400".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .complete())
                .isTrue();
    }

    @Property(tries = 1000)
    void takesAnyBytes(@ForAll byte[] bytes, @ForAll byte idLength) {
        byte[] begin = hello(2, "", "");
        begin[43] = idLength;
        ByteBuf any = Unpooled.wrappedBuffer(begin, bytes);
        TlsSession.ofServer(any);
        TlsSession.ofClient(any);
        assertThat(any.readerIndex()).isZero();
    }
}
