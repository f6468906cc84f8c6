package io.weir.l7.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import io.weir.l7.http.exchange.ServerStream;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Methods;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.WebSocketKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What is written to a server: requests, one after the other. */
final class Http1ServerStream implements ServerStream {
    private static final byte[] VERSION = " HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRAILERS = "TE: trailers\r\nConnection: TE\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UPGRADE = "Connection: Upgrade\r\nUpgrade: ".getBytes(StandardCharsets.US_ASCII);
    private static final AsciiString WEBSOCKET = AsciiString.cached("websocket");
    private static final AsciiString WEBSOCKET_VERSION = AsciiString.cached("13");

    private final Http1Server connection;
    private final BodyWriter body = new BodyWriter();
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(0);
    private @Nullable ChannelHandlerContext context;

    private boolean active;
    private boolean whole;
    private boolean headRequest;
    private boolean connect;
    private @Nullable AsciiString upgrade;
    private boolean waitsForTunnel;
    private boolean tunnel;
    private boolean earlyEnd;

    Http1ServerStream(Http1Server connection) {
        this.connection = connection;
    }

    void opened(ChannelHandlerContext at) {
        context = at;
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext at = context;
        if (at == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return at;
    }

    void begin() {
        active = true;
        whole = false;
        headRequest = false;
        connect = false;
        upgrade = null;
        waitsForTunnel = false;
        tunnel = false;
        earlyEnd = false;
    }

    void over() {
        active = false;
        ByteBuf held = early.poll();
        while (held != null) {
            held.release();
            held = early.poll();
        }
    }

    /** Whether the request has been written to its end. */
    boolean isRequestWhole() {
        return whole;
    }

    boolean isHead() {
        return headRequest;
    }

    boolean isConnect() {
        return connect;
    }

    @Nullable AsciiString upgrade() {
        return upgrade;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a void promise fails through exceptionCaught
    public void head(RequestHead head, boolean end) {
        if (!active) {
            return;
        }
        upgrade = head.upgrade();
        AsciiString protocol = upgrade;
        boolean isConnect = head.method().contentEquals(Methods.CONNECT);
        connect = isConnect && protocol == null;
        headRequest = head.method().contentEquals(Methods.HEAD);
        // CONNECT with a protocol is HTTP/2's way to say what GET with Upgrade says here (RFC 8441, 5).
        AsciiString method = isConnect && !connect ? Methods.GET : head.method();
        HeadWriter writer = HeadWriter.begin()
                .put(method)
                .put(' ')
                .put(head.target())
                .put(VERSION)
                .put(head.authority())
                .end()
                .fields(head.fields());
        if (protocol != null) {
            writer.put(UPGRADE).put(protocol).end();
            if (protocol.contentEqualsIgnoreCase(WEBSOCKET)) {
                websocket(writer, head.fields());
            }
        } else if (head.acceptsTrailers()) {
            writer.put(TRAILERS);
        }
        waitsForTunnel = protocol != null || connect;
        whole = end || waitsForTunnel;
        frame(writer, head, end);
        context().write(writer.end().toBuffer(context().alloc()), context().voidPromise());
        connection.headWritten();
    }

    private void frame(HeadWriter writer, RequestHead head, boolean end) {
        if (waitsForTunnel) {
            body.begin(BodyWriter.Framing.NONE, 0);
        } else if (end) {
            body.begin(BodyWriter.Framing.NONE, 0);
            if (mayHaveBody(head.method())) {
                writer.put(CONTENT_LENGTH).put(0L).end();
            }
        } else if (head.bodyLength() >= 0) {
            body.begin(BodyWriter.Framing.LENGTH, head.bodyLength());
            writer.put(CONTENT_LENGTH).put(head.bodyLength()).end();
        } else {
            body.begin(BodyWriter.Framing.CHUNKED, 0);
            writer.put(CHUNKED);
        }
    }

    /** Whether servers expect a length though there is no body (RFC 9110, 8.6). */
    private static boolean mayHaveBody(AsciiString method) {
        return !method.contentEquals(Methods.GET)
                && !method.contentEquals(Methods.HEAD)
                && !method.contentEquals(Methods.OPTIONS)
                && !method.contentEquals(Methods.TRACE)
                && !method.contentEquals(Methods.CONNECT);
    }

    private static void websocket(HeadWriter writer, Fields fields) {
        if (!fields.contains(FieldName.SEC_WEBSOCKET_KEY.text())) {
            writer.field(FieldName.SEC_WEBSOCKET_KEY.text(), WebSocketKey.make());
        }
        if (!fields.contains(FieldName.SEC_WEBSOCKET_VERSION.text())) {
            writer.field(FieldName.SEC_WEBSOCKET_VERSION.text(), WEBSOCKET_VERSION);
        }
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        if (!active) {
            data.release();
            return;
        }
        if (waitsForTunnel) {
            early.add(data);
            earlyEnd |= end;
            return;
        }
        if (!body.data(context(), data)) {
            connection.close();
            return;
        }
        if (!context().channel().isWritable()) {
            context().flush();
        }
        if (end) {
            end(null);
        }
    }

    @Override
    public void trailers(Fields trailers) {
        if (active) {
            end(trailers);
        }
    }

    private void end(@Nullable Fields trailers) {
        if (tunnel) {
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> shutdownOutput());
            return;
        }
        if (!body.end(context(), trailers)) {
            connection.close();
            return;
        }
        whole = true;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a failure shows as an exception of the channel
    private void shutdownOutput() {
        SslHandler tls = context().pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (context().channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    /** The server has agreed: everything is data now, both ways. */
    void tunnel() {
        waitsForTunnel = false;
        tunnel = true;
        body.begin(BodyWriter.Framing.RAW, 0);
        ByteBuf held = early.poll();
        while (held != null) {
            body.data(context(), held);
            held = early.poll();
        }
        context().flush();
        if (earlyEnd) {
            end(null);
        }
        connection.writable();
    }

    /** The server has answered otherwise. */
    void answered() {
        waitsForTunnel = false;
    }

    @Override
    public void flush() {
        if (active) {
            context().flush();
        }
    }

    @Override
    public boolean isWritable() {
        return !waitsForTunnel && context().channel().isWritable();
    }

    @Override
    public void pauseReading() {
        if (active) {
            connection.pause(true);
        }
    }

    @Override
    public void resumeReading() {
        if (active) {
            connection.pause(false);
        }
    }

    @Override
    public void abort() {
        if (active) {
            connection.abort();
        }
    }
}
