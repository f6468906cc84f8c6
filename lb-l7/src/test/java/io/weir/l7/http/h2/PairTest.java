package io.weir.l7.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.AsciiString;
import io.weir.core.service.EndReason;
import io.weir.core.service.Timeouts;
import io.weir.l7.fixture.Await;
import io.weir.l7.http.exchange.ServerStream;
import io.weir.l7.http.exchange.ServerStreamListener;
import io.weir.l7.http.exchange.StreamEnd;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.http.message.ResponseHead;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Our side towards servers, against our side towards clients. */
class PairTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** The codec keeps stream 1 for an upgrade of HTTP/1. */
    private static final int FIRST_ID = 3;

    private static Http2ServerConnection connect(H2World world, int port) {
        Channel channel = new Bootstrap()
                .group(world.group())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter())
                .connect("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
        AtomicReference<@Nullable Http2ServerConnection> made = new AtomicReference<>();
        onLoop(world, () -> {
            Http2ServerConnection connection = new Http2ServerConnection(
                    channel,
                    false,
                    20_000,
                    100,
                    new Timeouts(LONG, LONG, LONG, LONG, LONG, LONG),
                    world.deadlines(),
                    world.refusals);
            channel.pipeline().addLast(connection);
            channel.config().setAutoRead(true);
            made.set(connection);
        });
        return Objects.requireNonNull(made.get());
    }

    private static void onLoop(H2World world, Runnable work) {
        world.group().next().submit(work).syncUninterruptibly();
    }

    private static RequestHead head(String method, long length, @Nullable String upgrade) {
        Fields fields = new Fields();
        if (upgrade != null) {
            fields.add(FieldName.SEC_WEBSOCKET_KEY.lower(), new AsciiString("dGhlIHNhbXBsZSBub25jZQ=="));
        }
        fields.add(new AsciiString("X-Case"), new AsciiString("v"));
        return new RequestHead(
                new AsciiString(method),
                false,
                new AsciiString("a"),
                new AsciiString("/"),
                fields,
                length,
                upgrade == null ? null : new AsciiString(upgrade),
                false,
                true);
    }

    @Test
    void manyStreamsShareAConnection() {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin)) {
            Http2ServerConnection connection = connect(world, world.port());
            Answers[] answers = new Answers[50];
            onLoop(world, () -> {
                for (int i = 0; i < answers.length; i++) {
                    answers[i] = new Answers();
                    assertThat(connection.acceptsStream()).isTrue();
                    ServerStream stream = connection.open(answers[i]);
                    stream.head(head("GET", 0, null), true);
                    stream.flush();
                }
                assertThat(connection.idle()).isFalse();
            });
            for (Answers answer : answers) {
                Await.until("answered", () -> answer.ended);
                assertThat(answer.status).isEqualTo(200);
                assertThat(answer.bytes).hasValue(5);
            }
            Await.until("idle", connection::idle);
            assertThat(echo.heads.getFirst().fields()).hasToString("x-case: v\n");
            assertThat(echo.heads.getFirst().acceptsTrailers()).isTrue();
        }
    }

    @Test
    void bodyGoesAndComesWithTrailers() {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin)) {
            Http2ServerConnection connection = connect(world, world.port());
            Answers answers = new Answers();
            onLoop(world, () -> {
                ServerStream stream = connection.open(answers);
                stream.head(head("POST", RequestHead.UNKNOWN_LENGTH, null), false);
                stream.data(Unpooled.wrappedBuffer(new byte[3 << 20]), false);
                Fields trailers = new Fields();
                trailers.add(new AsciiString("grpc-status"), new AsciiString("0"));
                stream.trailers(trailers);
                stream.flush();
            });
            Await.until("answered", () -> answers.ended);
            assertThat(answers.bytes).hasValue(3 << 20);
            assertThat(String.valueOf(answers.trailers)).isEqualTo("grpc-status: 0\n");
        }
    }

    @Test
    void answerToHeadHasALengthAndNoBody() {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin)) {
            Http2ServerConnection connection = connect(world, world.port());
            Answers answers = new Answers();
            onLoop(world, () -> {
                ServerStream stream = connection.open(answers);
                stream.head(head("HEAD", 0, null), true);
                stream.flush();
            });
            Await.until("answered", () -> answers.ended);
            assertThat(answers.length).isEqualTo(5);
            assertThat(answers.bytes).hasValue(0);
        }
    }

    @Test
    void webSocketBecomes101WithTheAcceptOfItsKey() {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin)) {
            Http2ServerConnection connection = connect(world, world.port());
            Await.until("settings have come", connection::takesExtendedConnect);
            Answers answers = new Answers();
            onLoop(world, () -> {
                ServerStream stream = connection.open(answers);
                stream.head(head("GET", RequestHead.UNKNOWN_LENGTH, "websocket"), false);
                stream.data(Unpooled.wrappedBuffer(new byte[7]), false);
                stream.flush();
            });
            Await.until("echoed", () -> answers.bytes.get() == 7);
            assertThat(answers.status).isEqualTo(101);
            assertThat(String.valueOf(answers.fields)).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    @Test
    void goAwayLeavesUnprocessedWhatItDoesNotName() {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawServer server = new RawServer()) {
            Http2ServerConnection connection = connect(world, server.port());
            Answers first = new Answers();
            Answers second = new Answers();
            Answers third = new Answers();
            onLoop(world, () -> {
                connection.open(first).head(head("POST", 0, null), true);
                connection.open(second).head(head("POST", 0, null), true);
                ServerStream stream = connection.open(third);
                stream.head(head("POST", 0, null), true);
                stream.flush();
            });
            server.begin();
            server.frame(RawClient.RST_STREAM, 0, FIRST_ID + 2, RawClient.number(7));
            server.frame(RawClient.GOAWAY, 0, 0, new byte[] {0, 0, 0, FIRST_ID + 2, 0, 0, 0, 0});
            server.send();
            Await.until("told", () -> second.gone != null && third.gone != null);
            assertThat(second.unprocessed).isEqualTo(ServerStreamListener.Unprocessed.CERTAIN);
            assertThat(third.unprocessed).isEqualTo(ServerStreamListener.Unprocessed.CERTAIN);
            assertThat(first.gone).isNull();
            assertThat(connection.acceptsStream()).isFalse();
            server.end();
            Await.until("told", () -> first.gone != null);
            assertThat(first.unprocessed).isEqualTo(ServerStreamListener.Unprocessed.NO);
        }
    }

    @Test
    void malformedAnswerIsResetAndTold() {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin);
                RawServer server = new RawServer()) {
            Http2ServerConnection connection = connect(world, server.port());
            Answers answers = new Answers();
            onLoop(world, () -> {
                ServerStream stream = connection.open(answers);
                stream.head(head("GET", 0, null), true);
                stream.flush();
            });
            server.begin();
            server.frame(
                    RawClient.HEADERS,
                    RawClient.END_HEADERS,
                    FIRST_ID,
                    RawClient.block(":status", "200", "transfer-encoding", "chunked"));
            server.send();
            Await.until("told", () -> answers.gone != null);
            assertThat(answers.status).isZero();
            assertThat(world.refusals.of(Refusal.CONNECTION_FIELD)).isEqualTo(1);
            assertThat(connection.acceptsStream()).isTrue();
        }
    }

    @Test
    void closingTellsThoseUnderWay() {
        EchoExchange echo = new EchoExchange();
        try (H2World world = new H2World(H2World.LIMITS, echo::begin)) {
            Http2ServerConnection connection = connect(world, world.port());
            Answers sent = new Answers();
            Answers unsent = new Answers();
            onLoop(world, () -> {
                ServerStream stream = connection.open(sent);
                stream.head(head("POST", RequestHead.UNKNOWN_LENGTH, null), false);
                stream.flush();
                connection.open(unsent);
                connection.close();
            });
            Await.until("told", () -> sent.gone != null && unsent.gone != null);
            assertThat(unsent.unprocessed).isEqualTo(ServerStreamListener.Unprocessed.CERTAIN);
            Await.until("the other side ended", () -> world.ends.equals(List.of(EndReason.CLIENT_RESET)));
        }
    }

    /** What a stream told. */
    private static final class Answers implements ServerStreamListener {
        final List<Integer> interim = new CopyOnWriteArrayList<>();
        volatile int status;
        volatile long length;
        final AtomicLong bytes = new AtomicLong();
        volatile boolean ended;
        volatile @Nullable Fields fields;
        volatile @Nullable Fields trailers;
        volatile @Nullable StreamEnd gone;
        volatile @Nullable Unprocessed unprocessed;

        @Override
        public void responseHead(ResponseHead head, boolean end) {
            if (head.interim()) {
                interim.add(head.status());
                return;
            }
            status = head.status();
            length = head.bodyLength();
            fields = head.fields();
            ended = end;
        }

        @Override
        public void responseData(ByteBuf data, boolean end) {
            bytes.addAndGet(data.readableBytes());
            data.release();
            ended = end;
        }

        @Override
        public void responseTrailers(Fields fields) {
            trailers = fields;
            ended = true;
        }

        @Override
        public void responseReadComplete() {}

        @Override
        public void serverWritable() {}

        @Override
        public void serverGone(StreamEnd cause, Unprocessed what) {
            unprocessed = what;
            gone = cause;
        }
    }
}
