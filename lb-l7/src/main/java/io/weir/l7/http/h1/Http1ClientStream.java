package io.weir.l7.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import io.weir.core.service.EndReason;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.exchange.ClientStream;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is written to a client: the answers to its requests, one after the other. */
final class Http1ClientStream implements ClientStream {
    private static final int REQUEST_TIMEOUT = 408;
    private static final byte[] CONTENT_LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "Connection: close\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = "Connection: keep-alive\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UPGRADE = "Connection: Upgrade\r\nUpgrade: ".getBytes(StandardCharsets.US_ASCII);

    private final Http1Client connection;
    private final ClientInfo client;
    private final BodyWriter body = new BodyWriter();
    private @Nullable ChannelHandlerContext context;

    private int number;
    private boolean active;
    private boolean headRequest;
    private boolean connect;
    private boolean version10;
    private boolean persistent;
    private boolean expects;
    private boolean takesTrailers;
    private @Nullable AsciiString upgrade;
    private boolean finalSent;
    private boolean tunnel;
    private boolean closing;

    Http1ClientStream(Http1Client connection, ClientInfo client) {
        this.connection = connection;
        this.client = client;
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

    private Channel channel() {
        return context().channel();
    }

    void begin(RequestHead head, boolean isHead, boolean isConnect, boolean isVersion10, boolean persists) {
        number++;
        active = true;
        headRequest = isHead;
        connect = isConnect;
        version10 = isVersion10;
        persistent = persists;
        expects = head.expectsContinue();
        takesTrailers = head.acceptsTrailers();
        upgrade = head.upgrade();
        finalSent = false;
    }

    /** Which request it answers. */
    int number() {
        return number;
    }

    /** Whether the answer is not whole yet. */
    boolean isActive() {
        return active;
    }

    boolean isFinalSent() {
        return active && finalSent;
    }

    /** The exchange is over, whole or not. */
    void over() {
        active = false;
    }

    /** This answer, if it has not begun, says that it is the last. */
    void lastAnswer() {
        persistent = false;
    }

    /** The body is wanted: a client that waits for that is told. */
    void sendContinue() {
        if (expects && active && !finalSent) {
            expects = false;
            write(HeadWriter.begin().put(StatusText.line(100)).end());
            context().flush();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a void promise fails through exceptionCaught
    private void write(HeadWriter head) {
        ChannelHandlerContext to = context();
        to.write(head.toBuffer(to.alloc()), to.voidPromise());
    }

    @Override
    public void head(ResponseHead head, boolean end) {
        if (!active || finalSent) {
            return;
        }
        if (head.interim()) {
            interim(head);
            return;
        }
        finalSent = true;
        tunnel = (head.status() == 101 && upgrade != null) || (connect && head.status() >= 200 && head.status() < 300);
        HeadWriter writer =
                HeadWriter.begin().put(StatusText.line(head.status())).fields(head.fields());
        if (tunnel) {
            body.begin(BodyWriter.Framing.RAW, 0);
            AsciiString protocol = upgrade;
            if (protocol != null && head.status() == 101) {
                writer.put(UPGRADE).put(protocol).end();
            }
            write(writer.end());
            connection.tunnel();
            return;
        }
        if (head.status() == REQUEST_TIMEOUT && !connection.isRequestWhole()) {
            // Who was too slow is not waited for again (RFC 9110, 15.5.9).
            persistent = false;
        }
        if (expects) {
            // Whether the body comes nobody knows: the client may send it or not (RFC 9110, 10.1.1).
            persistent = false;
        }
        frame(writer, head, end);
        if (!persistent) {
            writer.put(CLOSE);
        } else if (version10) {
            writer.put(KEEP_ALIVE);
        }
        write(writer.end());
        if (end) {
            ended(null);
        }
    }

    private void interim(ResponseHead head) {
        if (head.status() == 100) {
            sendContinue();
        } else if (!version10) {
            write(HeadWriter.begin()
                    .put(StatusText.line(head.status()))
                    .fields(head.fields())
                    .end());
        }
    }

    private void frame(HeadWriter writer, ResponseHead head, boolean end) {
        long length = head.bodyLength();
        if (headRequest || head.status() == 304) {
            body.begin(BodyWriter.Framing.NONE, 0);
            if (length > 0 || (length == 0 && head.status() != 304)) {
                writer.put(CONTENT_LENGTH).put(length).end();
            }
        } else if (head.status() == 204) {
            body.begin(BodyWriter.Framing.NONE, 0);
        } else if (length >= 0 || end) {
            long promised = end ? 0 : length;
            body.begin(BodyWriter.Framing.LENGTH, promised);
            writer.put(CONTENT_LENGTH).put(promised).end();
        } else if (version10) {
            body.begin(BodyWriter.Framing.RAW, 0);
            persistent = false;
        } else {
            body.begin(BodyWriter.Framing.CHUNKED, 0);
            writer.put(CHUNKED);
        }
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        if (!active || !finalSent) {
            data.release();
            return;
        }
        if (!body.data(context(), data)) {
            connection.end(new StreamEnd(EndReason.INTERNAL, "the answer is longer than its length"), true);
            return;
        }
        if (!channel().isWritable()) {
            context().flush();
        }
        if (end) {
            ended(null);
        }
    }

    @Override
    public void trailers(Fields trailers) {
        if (active && finalSent) {
            ended(takesTrailers && body.takesTrailers() ? trailers : null);
        }
    }

    private void ended(@Nullable Fields trailers) {
        if (tunnel) {
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                shutdownOutput();
                connection.tunnelOutputEnded();
            });
            return;
        }
        if (!body.end(context(), trailers)) {
            connection.end(new StreamEnd(EndReason.SERVER_RESET, "the answer is shorter than its length"), true);
            return;
        }
        active = false;
        if (persistent) {
            connection.answered();
        } else {
            closeAfterOutput();
        }
    }

    /** Answers what is not let through; the connection ends then. */
    @SuppressWarnings("FutureReturnValueIgnored") // a void promise fails through exceptionCaught
    void refuse(Refusal refusal) {
        int status = refusal.status();
        String title = status + " " + StatusText.words(status);
        byte[] page = ("<!doctype html><title>" + title + "</title><h1>" + title + "</h1><p>" + refusal.words() + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        HeadWriter writer = HeadWriter.begin()
                .put(StatusText.line(status))
                .put("Content-Type: text/html\r\n".getBytes(StandardCharsets.US_ASCII))
                .put(CONTENT_LENGTH)
                .put((long) page.length)
                .end()
                .put(CLOSE)
                .end()
                .put(page);
        write(writer);
        active = false;
        endAfterOutput(true);
    }

    /** Ends the connection once everything is with the kernel. */
    void closeAfterOutput() {
        endAfterOutput(connection.needsLinger());
    }

    private void endAfterOutput(boolean linger) {
        if (closing) {
            return;
        }
        closing = true;
        connection.closing();
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (linger && written.isSuccess()) {
                shutdownOutput();
                connection.linger();
            } else {
                connection.close();
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a failure shows as an exception of the channel
    private void shutdownOutput() {
        SslHandler tls = channel().pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // channelInactive tells
    void close(boolean reset) {
        ChannelFuture closed = channel().closeFuture();
        if (!closed.isDone()) {
            boolean cut = reset || (finalSent && active);
            if (cut) {
                channel().config().setOption(ChannelOption.SO_LINGER, 0);
            }
            channel().close();
        }
    }

    @Override
    public void flush() {
        context().flush();
    }

    @Override
    public boolean isWritable() {
        return channel().isWritable();
    }

    @Override
    public void pauseReading() {
        connection.pause(true);
    }

    @Override
    public void resumeReading() {
        connection.pause(false);
    }

    @Override
    public void abort() {
        active = false;
        // The exchange has said why.
        connection.end(new StreamEnd(EndReason.DONE, null), true);
    }

    @Override
    public ClientInfo client() {
        return client;
    }
}
