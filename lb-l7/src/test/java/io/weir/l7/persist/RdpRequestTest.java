package io.weir.l7.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.weir.core.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RdpRequestTest {
    private static final String NEGOTIATION = "0100080003000000";

    /** TPKT and X.224 around the variable part. */
    static byte[] request(String cookie) {
        byte[] text = cookie.getBytes(StandardCharsets.ISO_8859_1);
        byte[] end = HexFormat.of().parseHex(NEGOTIATION);
        ByteBuf bytes = Unpooled.buffer();
        int length = 11 + text.length + end.length;
        bytes.writeByte(3).writeByte(0).writeShort(length);
        bytes.writeByte(length - 5)
                .writeByte(0xe0)
                .writeZero(5)
                .writeBytes(text)
                .writeBytes(end);
        byte[] all = new byte[bytes.readableBytes()];
        bytes.readBytes(all);
        return all;
    }

    private static RdpRequest parse(byte[] bytes) {
        return RdpRequest.parse(Unpooled.wrappedBuffer(bytes));
    }

    /** The bytes of the example in MS-RDPBCGR, 4.1.1. */
    @Test
    void readsTheExampleOfTheSpecification() {
        RdpRequest request = parse(HexFormat.of()
                .parseHex("0300002c27e00000000000436f6f6b69653a206d737473686173683d656c746f6e73"
                        + "0d0a0100080000000000"));
        assertThat(request.progress()).isEqualTo(RdpRequest.Progress.COMPLETE);
        assertThat((Object) request.user()).hasToString("eltons");
        assertThat(request.server()).isNull();
    }

    @Test
    void readsTheTokenThatMicrosoftGivesAsAnExample() {
        RdpRequest request = parse(request("Cookie: msts=3640205228.15629.0000\r\n"));
        assertThat(request.server()).isEqualTo(IpAddress.of("172.31.249.216"));
        assertThat(request.port()).isEqualTo(3389);
        assertThat((Object) request.user()).isNull();
    }

    @Test
    void comparesUsersAsWindowsDoes() {
        assertThat((Object) parse(request("Cookie: mstshash=CORP\\Anna\r\n")).user())
                .hasToString("corp\\anna");
        assertThat((Object) parse(request("cookie:MSTSHASH=anna\r\n")).user()).hasToString("anna");
    }

    @Test
    void takesNothingFromWhatIsNoCookie() {
        for (String other : new String[] {
            "",
            "Cookie: mstshash=anna",
            "Cookie: mstshash=\r\n",
            "tsv://MS Terminal Services Plugin.1.Farm\r\n",
            "Cookie: msts=4294967296.15629.0000\r\n",
            "Cookie: msts=1.65536.0000\r\n",
            "Cookie: msts=1.2\r\n",
            "Cookie: msts=a.b.c\r\n",
            "Cookie: msts=..\r\n"
        }) {
            RdpRequest request = parse(request(other));
            assertThat(request.progress()).isEqualTo(RdpRequest.Progress.COMPLETE);
            assertThat((Object) request.user()).as(other).isNull();
            assertThat(request.server()).as(other).isNull();
        }
    }

    @Test
    void waitsForEveryByteAndKnowsOthersAtOnce() {
        byte[] whole = request("Cookie: mstshash=anna\r\n");
        for (int length = 0; length < whole.length; length++) {
            RdpRequest request = RdpRequest.parse(Unpooled.wrappedBuffer(whole, 0, length));
            assertThat(request.progress()).as("%d bytes", length).isEqualTo(RdpRequest.Progress.INCOMPLETE);
        }
        assertThat(parse(new byte[] {0x16}).progress()).isEqualTo(RdpRequest.Progress.OTHER);
        assertThat(parse(new byte[] {3, 0, 0, 19, 14, (byte) 0xd0}).progress()).isEqualTo(RdpRequest.Progress.OTHER);
        assertThat(parse(new byte[] {3, 0, 0x10, 1}).progress()).isEqualTo(RdpRequest.Progress.OTHER);
        assertThat(parse(new byte[] {3, 0, 0, 10}).progress()).isEqualTo(RdpRequest.Progress.OTHER);
    }

    @Property(tries = 1000)
    void takesAnyBytes(@ForAll byte[] bytes, @ForAll byte first) {
        ByteBuf any = Unpooled.wrappedBuffer(new byte[] {3, 0, 0, first, 14, (byte) 0xe0}, bytes);
        int readable = any.readableBytes();
        RdpRequest.parse(any);
        assertThat(any.readableBytes()).isEqualTo(readable);
    }
}
