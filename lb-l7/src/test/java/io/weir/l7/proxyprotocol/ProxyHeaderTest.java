package io.weir.l7.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.weir.core.net.IpAddress;
import io.weir.core.service.ProxyProtocol;
import io.weir.l7.proxyprotocol.ProxyHeaderParser.Result;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static Result parse(byte... bytes) {
        return ProxyHeaderParser.parse(Unpooled.wrappedBuffer(bytes));
    }

    private static Result text(String line) {
        return parse(line.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Result hex(String digits) {
        return parse(HexFormat.of().parseHex(digits));
    }

    private static void assertMalformed(Result result) {
        assertThat(result).isInstanceOf(Result.Malformed.class);
    }

    @Provide
    Arbitrary<ProxyHeader> headers() {
        Arbitrary<Integer> ports = Arbitraries.integers().between(0, 0xffff);
        Arbitrary<IpAddress> four = Arbitraries.integers().map(IpAddress::v4);
        Arbitrary<IpAddress> six =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(IpAddress::v6);
        return Arbitraries.oneOf(
                Combinators.combine(four, ports, four, ports).as(ProxyHeader.Proxied::new),
                Combinators.combine(six, ports, six, ports).as(ProxyHeader.Proxied::new),
                Arbitraries.just(new ProxyHeader.Unknown()));
    }

    @Provide
    Arbitrary<ProxyProtocol.Send> versions() {
        return Arbitraries.of(ProxyProtocol.Send.V1, ProxyProtocol.Send.V2);
    }

    @Property
    void whatIsWrittenIsReadBackAndWhatFollowsIsLeftAlone(
            @ForAll("headers") ProxyHeader header,
            @ForAll("versions") ProxyProtocol.Send version,
            @ForAll @Size(max = 50) byte[] payload) {
        ByteBuf bytes = ProxyHeaderEncoder.encode(header, version, UnpooledByteBufAllocator.DEFAULT);
        int length = bytes.readableBytes();
        ByteBuf all = Unpooled.wrappedBuffer(bytes, Unpooled.wrappedBuffer(payload));
        assertThat(ProxyHeaderParser.parse(all)).isEqualTo(new Result.Complete(header, length));
        for (int cut = 0; cut < length; cut++) {
            assertThat(ProxyHeaderParser.parse(all.slice(0, cut))).isInstanceOf(Result.Incomplete.class);
        }
        all.release();
    }

    @Property
    void anyBytesGetAnAnswer(@ForAll byte[] bytes) {
        assertThat(parse(bytes)).isNotNull();
    }

    @Property
    void anyBytesBehindASignatureGetAnAnswer(@ForAll @Size(max = 300) byte[] bytes) {
        assertThat(hex(SIGNATURE + HexFormat.of().formatHex(bytes))).isNotNull();
        assertThat(hex(SIGNATURE + "21" + HexFormat.of().formatHex(bytes))).isNotNull();
        assertThat(text("PROXY " + new String(bytes, StandardCharsets.ISO_8859_1)))
                .isNotNull();
        assertThat(text("PROXY TCP4 " + new String(bytes, StandardCharsets.ISO_8859_1) + "\r\n"))
                .isNotNull();
    }

    @Property
    void oneChangedByteOfACheckedHeaderIsNoticed(@ForAll @IntRange(min = 16, max = 34) int at) {
        byte[] header = HexFormat.of()
                .parseHex(SIGNATURE + "2111" + "0013" + "c0000201c6336407126701bb" + "030004" + "00000000");
        CRC32C crc = new CRC32C();
        crc.update(header);
        byte[] sum = HexFormat.of().parseHex("%08x".formatted(crc.getValue()));
        System.arraycopy(sum, 0, header, header.length - 4, 4);
        assertThat(parse(header)).isInstanceOf(Result.Complete.class);
        // The type and length of the checksum itself are bytes 28 to 30: without it nothing is checked.
        if (at < 28 || at > 30) {
            header[at] ^= 1;
            assertMalformed(parse(header));
        }
    }

    @Example
    void versionOneIsReadStrictly() {
        assertThat(text("PROXY TCP4 192.0.2.1 198.51.100.7 4711 443\r\nGET"))
                .isEqualTo(new Result.Complete(
                        new ProxyHeader.Proxied(IpAddress.of("192.0.2.1"), 4711, IpAddress.of("198.51.100.7"), 443),
                        44));
        assertThat(text("PROXY UNKNOWN anything at all\r\n")).isInstanceOf(Result.Complete.class);
        assertMalformed(text("PROXY TCP4 192.0.2.1 198.51.100.7 4711 443\n"));
        assertMalformed(text("PROXY TCP4 192.0.2.1 198.51.100.7 4711 443 \r\n"));
        assertMalformed(text("PROXY TCP4  192.0.2.1 198.51.100.7 4711 443\r\n"));
        assertMalformed(text("PROXY TCP4 192.0.2.01 198.51.100.7 4711 443\r\n"));
        assertMalformed(text("PROXY TCP4 192.0.2.1 198.51.100.7 04711 443\r\n"));
        assertMalformed(text("PROXY TCP4 192.0.2.1 198.51.100.7 65536 443\r\n"));
        assertMalformed(text("PROXY TCP6 192.0.2.1 198.51.100.7 4711 443\r\n"));
        assertMalformed(text("PROXY UDP4 192.0.2.1 198.51.100.7 4711 443\r\n"));
        assertMalformed(text("PROXY\r\n"));
        assertMalformed(text("proxy TCP4"));
        assertMalformed(text("PROXY UNKNOWN" + "x".repeat(100)));
        assertMalformed(text("PROXY \r\n"));
    }

    @Example
    void versionTwoIsReadStrictly() {
        assertThat(hex(SIGNATURE + "20000000")).isEqualTo(new Result.Complete(new ProxyHeader.Unknown(), 16));
        assertThat(hex(SIGNATURE + "21000000")).isEqualTo(new Result.Complete(new ProxyHeader.Unknown(), 16));
        assertThat(hex(SIGNATURE + "20ff0002abcd")).isEqualTo(new Result.Complete(new ProxyHeader.Unknown(), 18));
        assertThat(hex(SIGNATURE + "213100d8" + "00".repeat(216))).isInstanceOf(Result.Complete.class);
        assertMalformed(hex(SIGNATURE + "11"));
        assertMalformed(hex(SIGNATURE + "22"));
        assertMalformed(hex(SIGNATURE + "2112000c" + "00".repeat(12)));
        assertMalformed(hex(SIGNATURE + "2111000b"));
        assertMalformed(hex(SIGNATURE + "21210023"));
        assertMalformed(hex(SIGNATURE + "21111001"));
        assertMalformed(hex(SIGNATURE + "2111000d" + "00".repeat(13)));
        assertMalformed(hex(SIGNATURE + "2111000f" + "00".repeat(12) + "040001"));
        assertMalformed(hex("0d0a0d0a000d0a515549540b"));
    }
}
