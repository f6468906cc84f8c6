package io.weir.l7.compress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import io.weir.core.service.HttpMode;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Compresses the body of one answer as it passes. Holds no more than an encoder's window: what comes in goes out at the
 * next {@link #flush} at the latest. Confined to one event loop; must be closed there.
 */
public final class Compression implements AutoCloseable {
    private static final AsciiString CONTENT_ENCODING = AsciiString.cached("Content-Encoding");
    private static final AsciiString VARY = AsciiString.cached("Vary");
    private static final AsciiString ACCEPT_ENCODING = AsciiString.cached("Accept-Encoding");
    private static final AsciiString ETAG = AsciiString.cached("ETag");

    /** These speak of the octets as the server sent them. */
    private static final AsciiString[] OF_OCTETS = {
        AsciiString.cached("Accept-Ranges"),
        AsciiString.cached("Content-MD5"),
        AsciiString.cached("Content-Digest"),
        AsciiString.cached("Repr-Digest"),
        AsciiString.cached("Digest"),
    };

    private final Encoder encoder;
    private final Coding coding;
    private final EncoderPlaces places;
    private final ByteBufAllocator allocator;
    private boolean pending;
    private boolean closed;

    private Compression(Encoder encoder, Coding coding, EncoderPlaces places, ByteBufAllocator allocator) {
        this.encoder = encoder;
        this.coding = coding;
        this.places = places;
        this.allocator = allocator;
    }

    /**
     * Begins to compress an answer where service, client and content allow it, and changes its head for that. Says in
     * Vary that the client's wishes count also where this client gets it as it is.
     *
     * @param head final, and with a body
     * @return null where the answer goes as it is
     */
    public static @Nullable Compression of(
            RequestHead request, ResponseHead head, HttpMode mode, ByteBufAllocator allocator) {
        if (!mode.compression() || request.upgrade() != null || !Compressible.is(request, head)) {
            return null;
        }
        addVary(head.fields());
        Coding coding = AcceptEncoding.of(request.fields()).best(BrotliEncoder.isAvailable());
        if (coding == null) {
            return null;
        }
        EncoderPlaces places = EncoderPlaces.ofThisLoop();
        if (!places.take(coding.places())) {
            return null;
        }
        changeHead(head, coding);
        Encoder encoder = coding == Coding.BROTLI ? new BrotliEncoder() : new GzipEncoder();
        return new Compression(encoder, coding, places, allocator);
    }

    private static void addVary(Fields fields) {
        for (int i = fields.indexOf(VARY, 0); i >= 0; i = fields.indexOf(VARY, i + 1)) {
            for (String member : fields.value(i).toString().split(",", -1)) {
                if (member.strip().equals("*") || ACCEPT_ENCODING.contentEqualsIgnoreCase(member.strip())) {
                    return;
                }
            }
        }
        fields.add(VARY, ACCEPT_ENCODING);
    }

    private static void changeHead(ResponseHead head, Coding coding) {
        Fields fields = head.fields();
        fields.add(CONTENT_ENCODING, AsciiString.cached(coding.token()));
        for (AsciiString name : OF_OCTETS) {
            fields.remove(name);
        }
        AsciiString tag = fields.get(ETAG);
        if (tag != null && !tag.isEmpty() && tag.byteAt(0) == '"') {
            // The octets differ from what the server tagged, the content does not (RFC 9110, 8.8.1).
            fields.set(ETAG, new AsciiString("W/" + tag));
        }
        head.bodyLength(ResponseHead.UNKNOWN_LENGTH);
    }

    /**
     * Compresses a part.
     *
     * @param data released here
     * @param end whether it is the last
     * @return what can be sent already, maybe nothing; the caller's
     */
    public ByteBuf transform(ByteBuf data, boolean end) {
        ByteBuf out = allocator.directBuffer(Math.max(256, data.readableBytes() / 2));
        try {
            int count = data.nioBufferCount();
            if (count == 1) {
                encode(data.nioBuffer(), out);
            } else {
                for (ByteBuffer part : data.nioBuffers()) {
                    encode(part, out);
                }
            }
            if (end) {
                encoder.finish(out);
                close();
            }
        } catch (RuntimeException | Error e) {
            out.release();
            throw e;
        } finally {
            data.release();
        }
        return out;
    }

    private void encode(ByteBuffer part, ByteBuf out) {
        if (part.hasRemaining()) {
            pending = true;
            encoder.encode(part, out);
        }
    }

    /** What is needed to read all that was compressed so far; null when it was sent already. */
    public @Nullable ByteBuf flush() {
        if (!pending || closed) {
            return null;
        }
        pending = false;
        ByteBuf out = allocator.directBuffer(256);
        try {
            encoder.flush(out);
        } catch (RuntimeException | Error e) {
            out.release();
            throw e;
        }
        return out;
    }

    /** Gives the encoder's memory back; needed where the answer does not come to its end. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            encoder.close();
            places.release(coding.places());
        }
    }
}
