package io.weir.l7.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Timeouts;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.http.exchange.ClientConnection;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.exchange.ClientStream;
import io.weir.l7.http.exchange.ClientStreamListener;
import io.weir.l7.http.exchange.ExchangeStart;
import io.weir.l7.http.exchange.ServerStream;
import io.weir.l7.http.exchange.ServerStreamListener;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.RefusalCounters;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import io.weir.l7.upstream.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client's connection and a server's with nothing between them but what passes on. */
final class Joint implements ExchangeStart, AutoCloseable {
    static final Timeouts TIMEOUTS = new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));
    static final Http1Limits LIMITS = new Http1Limits(16_384, 100, 1 << 20, false);

    final EmbeddedChannel clientChannel = new EmbeddedChannel();
    final EmbeddedChannel serverChannel = new EmbeddedChannel();
    final RefusalCounters refusals = new RefusalCounters();
    final ClientConnection client;
    final ServerConnection server;
    private final byte[] answer;
    int begun;
    int whole;

    @Nullable StreamEnd clientGone;

    @Nullable StreamEnd serverGone;

    @Nullable StreamEnd ended;

    Joint(byte[] answer) {
        this.answer = answer;
        long[] time = {0};
        Deadlines deadlines = new Deadlines(clientChannel.eventLoop(), () -> time[0]);
        IpAddress local = IpAddress.of("127.0.0.1");
        ClientInfo info = new ClientInfo(local, 1, local, 80, null);
        Http1Client speaking = new Http1Client(clientChannel, info, this, LIMITS, TIMEOUTS, deadlines, refusals);
        clientChannel.pipeline().addLast(speaking);
        client = speaking;
        server = Http1Server.begin(serverChannel, Http1Limits.ofServers(), refusals);
    }

    /** What a server or client got, since the last call. */
    static String written(EmbeddedChannel channel) {
        if (channel.isOpen()) {
            channel.flushOutbound();
        }
        StringBuilder text = new StringBuilder();
        ByteBuf out = channel.readOutbound();
        while (out != null) {
            text.append(out.toString(StandardCharsets.ISO_8859_1));
            out.release();
            out = channel.readOutbound();
        }
        return text.toString();
    }

    static void send(EmbeddedChannel to, byte[] bytes, int split) {
        if (split > 0) {
            part(to, bytes, 0, split);
        }
        part(to, bytes, split, bytes.length);
    }

    static void part(EmbeddedChannel to, byte[] bytes, int from, int end) {
        if (to.isOpen() && from < end) {
            to.writeInbound(Unpooled.copiedBuffer(bytes, from, end - from));
        }
    }

    @Override
    public ClientStreamListener begin(RequestHead head, boolean end, ClientStream stream) {
        begun++;
        Ends ends = new Ends(stream);
        ServerStream to = server.open(ends);
        ends.server = to;
        to.head(head, end);
        to.flush();
        if (end) {
            requestWhole();
        }
        return ends;
    }

    private void requestWhole() {
        whole++;
        if (answer.length > 0) {
            serverChannel.eventLoop().execute(() -> part(serverChannel, answer, 0, answer.length));
        }
    }

    /** Lets the server answer what it has got. */
    void answerAll() {
        serverChannel.runPendingTasks();
    }

    @Override
    public void ended(StreamEnd end) {
        ended = end;
    }

    @Override
    public void close() {
        clientChannel.finishAndReleaseAll();
        serverChannel.finishAndReleaseAll();
    }

    private final class Ends implements ClientStreamListener, ServerStreamListener {
        private final ClientStream client;
        private @Nullable ServerStream server;

        Ends(ClientStream client) {
            this.client = client;
        }

        private ServerStream server() {
            return Objects.requireNonNull(server);
        }

        @Override
        public void requestData(ByteBuf data, boolean end) {
            server().data(data, end);
            if (end) {
                requestWhole();
            }
        }

        @Override
        public void requestTrailers(Fields trailers) {
            server().trailers(trailers);
            requestWhole();
        }

        @Override
        public void requestReadComplete() {
            server().flush();
        }

        @Override
        public void clientWritable() {
            server().resumeReading();
        }

        @Override
        public void clientGone(StreamEnd cause) {
            clientGone = cause;
            server().abort();
        }

        @Override
        public void responseHead(ResponseHead head, boolean end) {
            client.head(head, end);
        }

        @Override
        public void responseData(ByteBuf data, boolean end) {
            client.data(data, end);
        }

        @Override
        public void responseTrailers(Fields trailers) {
            client.trailers(trailers);
        }

        @Override
        public void responseReadComplete() {
            client.flush();
        }

        @Override
        public void serverWritable() {
            client.resumeReading();
        }

        @Override
        public void serverGone(StreamEnd cause, Unprocessed unprocessed) {
            serverGone = cause;
        }
    }
}
