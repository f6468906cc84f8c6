package io.weir.l7.http.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.weir.core.service.HttpMode;
import io.weir.l7.compress.Compression;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.exchange.ClientStream;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import org.jspecify.annotations.Nullable;

/** A client's stream whose answer is compressed where client and content allow it. Closed with the exchange. */
final class CompressingStream implements ClientStream, AutoCloseable {
    private final ClientStream client;
    private final RequestHead request;
    private final HttpMode mode;
    private final ByteBufAllocator allocator;
    private @Nullable Compression compression;
    private boolean closed;
    private long saved;

    private CompressingStream(ClientStream client, RequestHead request, HttpMode mode, ByteBufAllocator allocator) {
        this.client = client;
        this.request = request;
        this.mode = mode;
        this.allocator = allocator;
    }

    /** The stream itself where the service does not compress. */
    static ClientStream around(
            ClientStream client, RequestHead request, @Nullable HttpMode mode, ByteBufAllocator allocator) {
        return mode != null && mode.compression() ? new CompressingStream(client, request, mode, allocator) : client;
    }

    @Override
    public void head(ResponseHead head, boolean end) {
        if (!closed && !end && !head.interim()) {
            compression = Compression.of(request, head, mode, allocator);
        }
        client.head(head, end);
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        Compression by = compression;
        if (by == null) {
            client.data(data, end);
            return;
        }
        saved += data.readableBytes();
        ByteBuf out = by.transform(data, end);
        saved -= out.readableBytes();
        if (out.isReadable() || end) {
            client.data(out, end);
        } else {
            out.release();
        }
    }

    @Override
    public void trailers(Fields trailers) {
        Compression by = compression;
        if (by != null) {
            ByteBuf rest = by.transform(Unpooled.EMPTY_BUFFER, true);
            saved -= rest.readableBytes();
            client.data(rest, false);
        }
        client.trailers(trailers);
    }

    @Override
    public void flush() {
        Compression by = compression;
        ByteBuf rest = by == null ? null : by.flush();
        if (rest != null) {
            saved -= rest.readableBytes();
            client.data(rest, false);
        }
        client.flush();
    }

    /** Bytes that were given to a stream and not sent, since the last call; negative where held ones were sent. */
    static long takeSaved(ClientStream stream) {
        if (!(stream instanceof CompressingStream compressing)) {
            return 0;
        }
        long since = compressing.saved;
        compressing.saved = 0;
        return since;
    }

    @Override
    public boolean isWritable() {
        return client.isWritable();
    }

    @Override
    public void pauseReading() {
        client.pauseReading();
    }

    @Override
    public void resumeReading() {
        client.resumeReading();
    }

    @Override
    public void abort() {
        close();
        client.abort();
    }

    @Override
    public String protocol() {
        return client.protocol();
    }

    @Override
    public ClientInfo client() {
        return client.client();
    }

    /** Nothing is compressed any more. */
    @Override
    public void close() {
        closed = true;
        Compression by = compression;
        compression = null;
        if (by != null) {
            by.close();
        }
    }
}
