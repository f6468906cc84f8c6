package io.weir.l7.fallback;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One client of the fallback page: one answer, then the end. */
final class FallbackPageHandler extends ChannelInboundHandlerAdapter {
    /** From accept to the client's end, everything included. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private final Supplier<FallbackPage> page;
    private final Runnable whenClosed;
    private @Nullable Future<?> deadline;
    private boolean answered;

    FallbackPageHandler(Supplier<FallbackPage> page, Runnable whenClosed) {
        this.page = page;
        this.whenClosed = whenClosed;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> end(context), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Future<?> pending = deadline;
        if (pending != null) {
            pending.cancel(false);
        }
        whenClosed.run();
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request && !answered) {
                if (request.decoderResult().isSuccess()) {
                    answer(context, page.get().answer(request.method().equals(HttpMethod.HEAD)));
                } else {
                    answer(
                            context,
                            FallbackPage.refusal(status(request.decoderResult().cause())));
                }
            }
            if (message instanceof LastHttpContent && answered && isInputEnded(context)) {
                end(context);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private static String status(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException line -> "414 URI Too Long";
            case TooLongHttpHeaderException header -> "431 Request Header Fields Too Large";
            default -> "400 Bad Request";
        };
    }

    /** Ends our side and reads on until the client's end: to close at once would reset a client that still sends. */
    private void answer(ChannelHandlerContext context, ByteBuf bytes) {
        answered = true;
        context.writeAndFlush(bytes).addListener(written -> {
            if (!written.isSuccess() || isInputEnded(context)) {
                end(context);
            } else {
                var _ = ((DuplexChannel) context.channel()).shutdownOutput();
            }
        });
    }

    private static void end(ChannelHandlerContext context) {
        var _ = context.close();
    }

    private static boolean isInputEnded(ChannelHandlerContext context) {
        return ((DuplexChannel) context.channel()).isInputShutdown();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (answered || context.channel().unsafe().outboundBuffer() == null) {
                end(context);
            } else {
                answer(context, FallbackPage.refusal("400 Bad Request"));
            }
        }
    }

    /** A client that resets or sends what cannot be decoded is simply gone. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(context);
    }
}
