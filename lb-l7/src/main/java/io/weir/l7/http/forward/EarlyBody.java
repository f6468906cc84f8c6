package io.weir.l7.http.forward;

import io.netty.buffer.ByteBuf;
import io.weir.l7.http.exchange.ServerStream;
import io.weir.l7.http.message.Fields;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The part of a request's body that came before there was a server to take it: no more than one read brought. */
final class EarlyBody {
    private @Nullable ArrayDeque<ByteBuf> parts;
    private @Nullable Fields trailers;

    boolean isEmpty() {
        return parts == null && trailers == null;
    }

    void add(ByteBuf data) {
        ArrayDeque<ByteBuf> all = parts;
        if (all == null) {
            all = new ArrayDeque<>(4);
            parts = all;
        }
        all.add(data);
    }

    void end(Fields last) {
        trailers = last;
    }

    /** @param end whether all of the body is here */
    void sendTo(ServerStream stream, boolean end) {
        Fields last = trailers;
        ArrayDeque<ByteBuf> all = parts;
        parts = null;
        trailers = null;
        if (all != null) {
            for (ByteBuf data = all.poll(); data != null; data = all.poll()) {
                stream.data(data, end && last == null && all.isEmpty());
            }
        }
        if (last != null) {
            stream.trailers(last);
        }
    }

    void release() {
        ArrayDeque<ByteBuf> all = parts;
        parts = null;
        if (all != null) {
            all.forEach(ByteBuf::release);
        }
    }
}
