package io.weir.l7.compress;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** Makes one coding of one stream of data. */
interface Encoder extends AutoCloseable {
    /** Takes data in, and appends what comes out of it. */
    void encode(ByteBuffer data, ByteBuf to);

    /** Appends all that is needed to read what was taken in so far. */
    void flush(ByteBuf to);

    /** Appends the end. */
    void finish(ByteBuf to);

    /** Gives its memory back. */
    @Override
    void close();
}
