package io.weir.l7.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.AsciiString;
import io.weir.core.service.EndReason;
import io.weir.l7.http.exchange.ServerStream;
import io.weir.l7.http.exchange.ServerStreamListener;
import io.weir.l7.http.exchange.ServerStreamListener.Unprocessed;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Methods;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import io.weir.l7.http.message.WebSocketKey;
import org.jspecify.annotations.Nullable;

/** A stream that we opened to a server. It has an id from its head on. */
final class Http2ServerStream extends StreamSide implements ServerStream {
    /** Interim answers to one request; more are a loop. */
    private static final int INTERIM_HEADS = 16;

    private final Http2ServerConnection connection;
    private final ServerStreamListener listener;
    private @Nullable AsciiString key;
    private boolean upgrade;
    private boolean toHead;
    private boolean begun;
    private boolean answered;
    private int interim;
    private Unprocessed unprocessed = Unprocessed.CERTAIN;

    Http2ServerStream(Http2ServerConnection connection, ServerStreamListener listener) {
        super(connection);
        this.connection = connection;
        this.listener = listener;
    }

    @Override
    public void head(RequestHead head, boolean end) {
        if (isOver() || begun) {
            return;
        }
        upgrade = head.upgrade() != null;
        key = head.fields().get(FieldName.SEC_WEBSOCKET_KEY.lower());
        toHead = head.method().equals(Methods.HEAD);
        if (upgrade && !connection.takesExtendedConnect()) {
            fail(EndReason.SERVER_RESET, "the server takes no WebSocket over HTTP/2 (RFC 8441)");
            connection.opened();
            return;
        }
        begun = true;
        connection.begin(this, head, end);
    }

    /** The head is on its way. */
    void sent() {
        unprocessed = connection.wasUsed() ? Unprocessed.LIKELY : Unprocessed.NO;
    }

    /** The server says that it has done nothing for it. */
    void unprocessed(EndReason reason, String detail) {
        unprocessed = Unprocessed.CERTAIN;
        fail(reason, detail);
    }

    void headRead(DecodedHeaders headers, int id, boolean end) throws Http2Exception {
        touch();
        try {
            if (answered) {
                inputEnds();
                listener.responseTrailers(Trailers.decode(headers));
                return;
            }
            ResponseHead head = ResponseHeads.decode(headers, toHead, end);
            unprocessed = Unprocessed.NO;
            if (head.interim()) {
                if (++interim > INTERIM_HEADS || end) {
                    throw new Refused(Refusal.TOO_MANY_INTERIM);
                }
                listener.responseHead(head, false);
                return;
            }
            answered = true;
            expect(toHead || head.status() == 304 ? 0 : head.bodyLength());
            if (end) {
                inputEnds();
            }
            listener.responseHead(upgrade && head.status() / 100 == 2 ? switched(head) : head, end);
        } catch (Refused e) {
            throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, e, "%s", e.getMessage());
        }
    }

    /** The server took a WebSocket: says so as HTTP/1 does. */
    private ResponseHead switched(ResponseHead head) {
        becomeTunnel();
        AsciiString asked = key;
        Fields fields = head.fields();
        fields.remove(FieldName.SEC_WEBSOCKET_ACCEPT.lower());
        if (asked != null) {
            fields.add(FieldName.SEC_WEBSOCKET_ACCEPT.lower(), WebSocketKey.accept(asked));
        }
        return new ResponseHead(101, fields, ResponseHead.UNKNOWN_LENGTH);
    }

    @Override
    public void data(ByteBuf data, boolean end) {
        writeData(data, end);
    }

    @Override
    public void trailers(Fields trailers) {
        var to = stream();
        if (!isOver() && !hasOutputEnded() && to != null) {
            writeHeaders(to.id(), Trailers.encode(trailers), true);
        }
    }

    @Override
    public void abort() {
        if (isOver()) {
            return;
        }
        if (begun) {
            reset(hasInputEnded() ? Http2Error.NO_ERROR : Http2Error.CANCEL);
        } else {
            finish();
            connection.opened();
        }
    }

    /** The connection ends before the head was sent. */
    void neverBegun(StreamEnd end) {
        if (!begun) {
            fail(end.reason(), end.detail());
        }
    }

    @Override
    void deliver(ByteBuf data, boolean end) {
        listener.responseData(data, end);
    }

    @Override
    void delivered() {
        listener.responseReadComplete();
    }

    @Override
    void writable() {
        listener.serverWritable();
    }

    @Override
    void gone(StreamEnd end) {
        listener.serverGone(end, unprocessed);
    }

    @Override
    boolean waitsForPeer() {
        return !hasInputEnded() && (hasOutputEnded() || answered);
    }
}
