package io.weir.l7.compress;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.BrotliDecoder;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import io.netty.util.AsciiString;
import io.weir.core.service.HttpMode;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
    private static final HttpMode ON = mode(true);

    private static HttpMode mode(boolean compression) {
        HttpMode d = HttpMode.DEFAULT;
        return new HttpMode(
                d.xForwardedFor(),
                d.forwarded(),
                d.trusted(),
                compression,
                d.http2(),
                d.serverHttp2(),
                d.connect(),
                d.clientCertificateHeader(),
                d.maxHeaderBytes(),
                d.maxHeaders(),
                d.maxBodyBytes(),
                d.minBodyRate(),
                d.retries(),
                d.rules());
    }

    private static Fields fields(String... lines) {
        Fields fields = new Fields();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            fields.add(new AsciiString(line.substring(0, colon)), new AsciiString(line.substring(colon + 2)));
        }
        return fields;
    }

    private static RequestHead request(String method, String... lines) {
        return new RequestHead(
                new AsciiString(method),
                false,
                new AsciiString("h"),
                new AsciiString("/"),
                fields(lines),
                0,
                null,
                false,
                false);
    }

    private static ResponseHead text(String... lines) {
        Fields fields = fields(lines);
        fields.add(new AsciiString("Content-Type"), new AsciiString("text/html; charset=utf-8"));
        return new ResponseHead(200, fields, 5000);
    }

    private static @Nullable Compression begin(String accepts, ResponseHead head) {
        return Compression.of(
                request("GET", "Accept-Encoding: " + accepts), head, ON, UnpooledByteBufAllocator.DEFAULT);
    }

    private static @Nullable String coding(String accepts) {
        ResponseHead head = text();
        Compression compression = begin(accepts, head);
        if (compression == null) {
            return null;
        }
        compression.close();
        return String.valueOf(head.fields().get(new AsciiString("content-encoding")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "gzip | gzip",
                "GZIP | gzip",
                "x-gzip | gzip",
                "gzip, deflate, br, zstd | br",
                "gzip;q=1.0, br;q=0.9 | gzip",
                "br;q=0, gzip;q=0.001 | gzip",
                "* | br",
                "br;q=0, * | gzip",
                "*;q=0 | -",
                "gzip;q=0 | -",
                "gzip;q=0.000 | -",
                "gzip;q=0.5, identity | -",
                "gzip;q=0.5, identity;q=0.4 | gzip",
                "identity;q=0, gzip | gzip",
                "deflate | -",
                "gzip;q=2 | -",
                "gzip;level=3 | -",
                "gzipped | -",
                ",, | -",
            })
    void takesTheCodingTheClientLikesBest(String accepts, @Nullable String expected) {
        assertThat(coding(accepts)).isEqualTo(expected);
    }

    @Test
    void changesTheHeadForIt() {
        ResponseHead head =
                text("ETag: \"abc\"", "Vary: Origin", "Accept-Ranges: bytes", "Content-MD5: x", "Content-Digest: y");
        Objects.requireNonNull(begin("gzip", head)).close();
        assertThat(head.fields()).hasToString("""
                        ETag: W/"abc"
                        Vary: Origin
                        Content-Type: text/html; charset=utf-8
                        Vary: Accept-Encoding
                        Content-Encoding: gzip
                        """);
        assertThat(head.bodyLength()).isEqualTo(ResponseHead.UNKNOWN_LENGTH);
        ResponseHead weak = text("ETag: W/\"abc\"", "Vary: a, accept-encoding");
        Objects.requireNonNull(begin("gzip", weak)).close();
        assertThat(weak.fields().toString()).contains("ETag: W/\"abc\"\n").doesNotContain("Vary: Accept-Encoding");
    }

    @Test
    void saysInVaryThatOthersWouldGetItCompressed() {
        ResponseHead head = text("ETag: \"abc\"");
        assertThat(begin("identity", head)).isNull();
        assertThat(head.fields().toString()).contains("Vary: Accept-Encoding\n").contains("ETag: \"abc\"\n");
        assertThat(head.bodyLength()).isEqualTo(5000);
    }

    @Test
    void leavesWhatMustNotChange() {
        assertThat(begin("gzip", text("Content-Encoding: br"))).isNull();
        assertThat(begin("gzip", text("Cache-Control: public", "Cache-Control: max-age=1, No-Transform")))
                .isNull();
        for (int status : new int[] {101, 204, 205, 206, 304}) {
            assertThat(begin("gzip", new ResponseHead(status, text().fields(), 5000)))
                    .isNull();
        }
        assertThat(Compression.of(
                        request("HEAD", "Accept-Encoding: gzip"), text(), ON, UnpooledByteBufAllocator.DEFAULT))
                .isNull();
        assertThat(Compression.of(
                        request("GET", "Accept-Encoding: gzip"), text(), mode(false), UnpooledByteBufAllocator.DEFAULT))
                .isNull();
        assertThat(Compression.of(request("GET"), text(), ON, UnpooledByteBufAllocator.DEFAULT))
                .isNull();
        assertThat(begin("gzip", new ResponseHead(200, text().fields(), 859))).isNull();
        ResponseHead unknown = new ResponseHead(200, text().fields(), ResponseHead.UNKNOWN_LENGTH);
        Objects.requireNonNull(begin("gzip", unknown)).close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"image/png", "application/octet-stream", "application/grpc", "video/mp4", "application/zip"})
    void leavesWhatDoesNotGetSmaller(String type) {
        ResponseHead head = new ResponseHead(200, fields("Content-Type: " + type), 5000);
        assertThat(begin("gzip", head)).isNull();
        assertThat(head.fields().size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/LD+JSON ;x=y", "image/svg+xml", "text/event-stream"})
    void compressesText(String type) {
        Objects.requireNonNull(begin("gzip", new ResponseHead(200, fields("Content-Type: " + type), 5000)))
                .close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br"})
    void holdsNothingBackAfterAFlush(String coding) throws IOException {
        Compression compression = Objects.requireNonNull(begin(coding, text()));
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            byte[] event = ("data: event " + i + "\n\n").getBytes(StandardCharsets.UTF_8);
            take(sent, compression.transform(Unpooled.copiedBuffer(event), false));
            take(sent, compression.flush());
            assertThat(compression.flush()).isNull();
            String read = readSoFar(coding, sent.toByteArray());
            assertThat(read).hasSize((i + 1) * event.length).endsWith("data: event " + i + "\n\n");
        }
        compression.close();
        compression.close();
        assertThat(compression.flush()).isNull();
    }

    @Property(tries = 100)
    void whatComesOutIsWhatWentIn(
            @ForAll boolean brotli,
            @ForAll @Size(max = 6) List<@IntRange(max = 70_000) Integer> sizes,
            @ForAll long seed,
            @ForAll boolean flushes)
            throws IOException {
        String coding = brotli ? "br" : "gzip";
        Random random = new Random(seed);
        Compression compression = Objects.requireNonNull(begin(coding, text()));
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int size : sizes) {
            byte[] part = new byte[size];
            for (int i = 0; i < size; i++) {
                part[i] = (byte) ('a' + random.nextInt(size % 2 == 0 ? 4 : 100));
            }
            plain.writeBytes(part);
            ByteBuf data = Unpooled.wrappedBuffer(
                    Unpooled.copiedBuffer(part, 0, size / 2), Unpooled.copiedBuffer(part, size / 2, size - size / 2));
            take(sent, compression.transform(data, false));
            assertThat(data.refCnt()).isEqualTo(size == 0 ? 1 : 0); // the empty buffer is shared
            if (flushes) {
                take(sent, compression.flush());
            }
        }
        take(sent, compression.transform(Unpooled.EMPTY_BUFFER, true));
        assertThat(reader(coding, sent.toByteArray()).readAllBytes()).isEqualTo(plain.toByteArray());
    }

    @Test
    void memoryIsBounded() {
        List<Compression> open = new ArrayList<>();
        for (Compression next = begin("gzip", text()); next != null; next = begin("gzip", text())) {
            open.add(next);
        }
        assertThat(open).hasSize(EncoderPlaces.MOST);
        open.get(0).close();
        assertThat(begin("br", text())).isNull();
        open.add(Objects.requireNonNull(begin("gzip", text())));
        open.forEach(Compression::close);
        Compression again = Objects.requireNonNull(begin("br", text()));
        again.close();
    }

    private static void take(ByteArrayOutputStream sent, @Nullable ByteBuf out) {
        if (out != null) {
            sent.writeBytes(ByteBufUtil.getBytes(out));
            out.release();
        }
    }

    /** What a client has that does not wait for the end. */
    private static String readSoFar(String coding, byte[] sent) {
        EmbeddedChannel client = new EmbeddedChannel(
                coding.equals("br") ? new BrotliDecoder() : new JdkZlibDecoder(ZlibWrapper.GZIP, 0));
        client.writeInbound(Unpooled.wrappedBuffer(sent));
        StringBuilder read = new StringBuilder();
        for (ByteBuf part = client.readInbound(); part != null; part = client.readInbound()) {
            read.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return read.toString();
    }

    private static InputStream reader(String coding, byte[] sent) throws IOException {
        InputStream bytes = new ByteArrayInputStream(sent);
        return coding.equals("br") ? new BrotliInputStream(bytes) : new GZIPInputStream(bytes);
    }
}
