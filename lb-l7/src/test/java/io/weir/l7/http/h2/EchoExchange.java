package io.weir.l7.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import io.weir.l7.http.exchange.ClientStream;
import io.weir.l7.http.exchange.ClientStreamListener;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Methods;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import io.weir.l7.http.message.WebSocketKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers each request with its own body, or with some words when it has none. */
final class EchoExchange {
    final List<RequestHead> heads = new CopyOnWriteArrayList<>();
    final List<StreamEnd> gone = new CopyOnWriteArrayList<>();

    ClientStreamListener begin(RequestHead head, boolean end, ClientStream client) {
        heads.add(head);
        Echo echo = new Echo(client);
        if (head.target().startsWith("/silent") || head.target().startsWith("/paused")) {
            if (head.target().startsWith("/paused")) {
                client.pauseReading();
            }
            return echo;
        }
        if (head.upgrade() != null) {
            Fields fields = new Fields();
            AsciiString key = head.fields().get(FieldName.SEC_WEBSOCKET_KEY.lower());
            fields.add(
                    FieldName.SEC_WEBSOCKET_ACCEPT.lower(),
                    WebSocketKey.accept(
                            key == null || head.target().startsWith("/wrong") ? AsciiString.EMPTY_STRING : key));
            client.head(new ResponseHead(101, fields, ResponseHead.UNKNOWN_LENGTH), false);
        } else if (end) {
            boolean toHead = head.method().equals(Methods.HEAD);
            int length = head.target().startsWith("/big") ? 1 << 20 : 5;
            client.head(new ResponseHead(200, new Fields(), length), toHead);
            if (!toHead) {
                client.data(Unpooled.wrappedBuffer(bytes(length)), true);
            }
        } else {
            client.head(new ResponseHead(200, new Fields(), ResponseHead.UNKNOWN_LENGTH), false);
        }
        return echo;
    }

    static byte[] bytes(int length) {
        return "hello".repeat(length / 5 + 1).substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }

    private final class Echo implements ClientStreamListener {
        private final ClientStream client;

        Echo(ClientStream client) {
            this.client = client;
        }

        @Override
        public void requestData(ByteBuf data, boolean end) {
            client.data(data, end);
        }

        @Override
        public void requestTrailers(Fields trailers) {
            client.trailers(trailers);
        }

        @Override
        public void requestReadComplete() {
            client.flush();
        }

        @Override
        public void clientWritable() {}

        @Override
        public void clientGone(StreamEnd cause) {
            gone.add(cause);
        }
    }
}
