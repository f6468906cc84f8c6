package io.weir.l7.http.h1;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What was read and not taken yet, in its order. */
final class HeldInput {
    private final ArrayDeque<ByteBuf> buffers = new ArrayDeque<>(2);

    void add(ByteBuf data) {
        buffers.add(data);
    }

    /** The first, which stays; null for none. */
    @Nullable ByteBuf peek() {
        return buffers.peek();
    }

    /** Releases this one when it is still the first and was taken wholly. */
    @SuppressWarnings("ReferenceEquality") // whether it is still there, not whether it has the same bytes
    void dropIfTaken(ByteBuf data) {
        if (!data.isReadable() && buffers.peek() == data) {
            buffers.remove().release();
        }
    }

    boolean isEmpty() {
        return buffers.isEmpty();
    }

    void release() {
        for (ByteBuf held = buffers.poll(); held != null; held = buffers.poll()) {
            held.release();
        }
    }
}
