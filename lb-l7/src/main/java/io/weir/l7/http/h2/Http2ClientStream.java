package io.weir.l7.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.weir.core.service.EndReason;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.exchange.ClientStream;
import io.weir.l7.http.exchange.ClientStreamListener;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Methods;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import io.weir.l7.http.message.WebSocketKey;
import org.jspecify.annotations.Nullable;

/** A stream that a client opened. */
final class Http2ClientStream extends StreamSide implements ClientStream {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final Http2Headers CONTINUE =
            ReadOnlyHttp2Headers.serverHeaders(false, HttpResponseStatus.CONTINUE.codeAsText());

    private final Http2ClientConnection connection;
    private final int id;
    private final @Nullable AsciiString key;
    private final boolean connect;
    private @Nullable ClientStreamListener listener;
    private @Nullable StreamEnd early;
    private boolean expects;

    Http2ClientStream(Http2ClientConnection connection, Http2Stream stream, RequestHead head) {
        super(connection);
        this.connection = connection;
        this.id = stream.id();
        this.key = head.upgrade() == null ? null : head.fields().get(FieldName.SEC_WEBSOCKET_KEY.lower());
        this.connect = head.upgrade() == null && head.method().equals(Methods.CONNECT);
        attach(stream);
        expect(head.bodyLength());
        expects = head.expectsContinue() && head.bodyLength() != 0;
    }

    /** Whom to tell from now on. */
    void tell(ClientStreamListener to) {
        listener = to;
        StreamEnd before = early;
        if (before != null) {
            to.clientGone(before);
        } else if (!isPaused()) {
            inputWanted();
        }
    }

    /** Tells a client that waits for it: a server of HTTP/1 is not asked, and would not say so. */
    @Override
    void inputWanted() {
        if (expects && !isOver()) {
            expects = false;
            writeHeaders(id, CONTINUE, false);
            flush();
        }
    }

    @Override
    public void head(ResponseHead head, boolean end) {
        if (isOver() || hasOutputEnded()) {
            return;
        }
        if (head.status() == HttpResponseStatus.CONTINUE.code()) {
            inputWanted();
            return;
        }
        expects &= head.interim();
        if (head.status() == SWITCHING_PROTOCOLS && !switched(head)) {
            return;
        }
        if (connect && head.status() / 100 == 2) {
            becomeTunnel();
        }
        int status = head.status();
        boolean length = head.bodyLength() >= 0 && status >= 200 && status != 204 && !(connect && status < 300);
        writeHeaders(id, ResponseHeads.encode(head, length), end);
    }

    /** The server changed the protocol: checks that it is the one that was asked for. */
    private boolean switched(ResponseHead head) {
        AsciiString asked = key;
        AsciiString accept = head.fields().get(FieldName.SEC_WEBSOCKET_ACCEPT.lower());
        if (asked == null || accept == null || !accept.equals(WebSocketKey.accept(asked))) {
            connection.answer(id, 502);
            fail(EndReason.SERVER_RESET, "the server's Sec-WebSocket-Accept does not fit the key");
            // Else a client that does not end its side would keep the stream, which nothing watches now.
            reset(Http2Error.NO_ERROR);
            return false;
        }
        head.fields().remove(FieldName.SEC_WEBSOCKET_ACCEPT.lower());
        becomeTunnel();
        return true;
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        writeData(data, end);
    }

    @Override
    public void trailers(Fields trailers) {
        if (!isOver() && !hasOutputEnded()) {
            writeHeaders(id, Trailers.encode(trailers), true);
        }
    }

    @Override
    public void abort() {
        if (!isOver()) {
            reset(hasOutputEnded() ? Http2Error.NO_ERROR : Http2Error.INTERNAL_ERROR);
        }
    }

    @Override
    public String protocol() {
        return "HTTP/2";
    }

    @Override
    public ClientInfo client() {
        return connection.client();
    }

    @Override
    void outputWritten() {
        if (!isOver() && !hasInputEnded()) {
            // The answer is whole, so nobody wants the rest of the request (RFC 9113, 8.1).
            reset(Http2Error.NO_ERROR);
        }
    }

    @Override
    void deliver(ByteBuf data, boolean end) {
        ClientStreamListener to = listener;
        if (to == null) {
            data.release();
            return;
        }
        if (connection.tooLong(bytesSeen())) {
            data.release();
            connection.refuseBody(this, id);
            return;
        }
        to.requestData(data, end);
    }

    void trailersRead(Fields trailers) {
        touch();
        ClientStreamListener to = listener;
        if (to != null) {
            to.requestTrailers(trailers);
        }
    }

    @Override
    void delivered() {
        ClientStreamListener to = listener;
        if (to != null) {
            to.requestReadComplete();
        }
    }

    @Override
    void writable() {
        ClientStreamListener to = listener;
        if (to != null) {
            to.clientWritable();
        }
    }

    @Override
    void gone(StreamEnd end) {
        ClientStreamListener to = listener;
        if (to == null) {
            early = end;
        } else {
            to.clientGone(end);
        }
    }

    @Override
    boolean waitsForPeer() {
        return !hasInputEnded();
    }
}
