package io.weir.l7.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.weir.l7.http.message.Fields;
import org.jspecify.annotations.Nullable;

/** Frames a body on its way out (RFC 9112, 6 and 7.1). */
final class BodyWriter {
    private static final ByteBuf LAST_CHUNK = constant(new byte[] {'0', '\r', '\n', '\r', '\n'});
    private static final ByteBuf LAST_CHUNK_AFTER_DATA = constant(new byte[] {'\r', '\n', '0', '\r', '\n', '\r', '\n'});
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    /** CR LF, eight digits, CR LF. */
    private static final int SIZE_LINE = 12;

    enum Framing {
        /** No body, whatever comes. */
        NONE,
        LENGTH,
        CHUNKED,
        /** As it comes: until the connection's end, or a tunnel. */
        RAW
    }

    private Framing framing = Framing.NONE;
    private long left;
    private boolean dataWritten;

    private static ByteBuf constant(byte[] bytes) {
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    }

    void begin(Framing how, long length) {
        framing = how;
        left = length;
        dataWritten = false;
    }

    /** Whether trailers can be sent. */
    boolean takesTrailers() {
        return framing == Framing.CHUNKED;
    }

    /** Writes a part. False when it is more than the length that was promised: none of it is written. */
    @SuppressWarnings("FutureReturnValueIgnored") // a void promise fails through exceptionCaught
    boolean data(ChannelHandlerContext to, ByteBuf data) {
        int bytes = data.readableBytes();
        if (bytes == 0 || framing == Framing.NONE) {
            data.release();
            return true;
        }
        if (framing == Framing.LENGTH) {
            if (bytes > left) {
                data.release();
                return false;
            }
            left -= bytes;
        } else if (framing == Framing.CHUNKED) {
            to.write(sizeLine(to, bytes), to.voidPromise());
            dataWritten = true;
        }
        to.write(data, to.voidPromise());
        return true;
    }

    private ByteBuf sizeLine(ChannelHandlerContext to, int bytes) {
        ByteBuf line = to.alloc().directBuffer(SIZE_LINE, SIZE_LINE);
        if (dataWritten) {
            line.writeByte('\r').writeByte('\n');
        }
        int shift = (31 - Integer.numberOfLeadingZeros(bytes)) & ~3;
        while (shift >= 0) {
            line.writeByte(HEX[bytes >>> shift & 15]);
            shift -= 4;
        }
        return line.writeByte('\r').writeByte('\n');
    }

    /** Ends the body. False when it is shorter than was promised. */
    @SuppressWarnings("FutureReturnValueIgnored") // a void promise fails through exceptionCaught
    boolean end(ChannelHandlerContext to, @Nullable Fields trailers) {
        if (framing == Framing.CHUNKED) {
            if (trailers == null || trailers.size() == 0) {
                ByteBuf last = dataWritten ? LAST_CHUNK_AFTER_DATA : LAST_CHUNK;
                to.write(last.duplicate(), to.voidPromise());
            } else {
                HeadWriter writer = HeadWriter.begin();
                if (dataWritten) {
                    writer.end();
                }
                writer.put('0').end().fields(trailers).end();
                to.write(writer.toBuffer(to.alloc()), to.voidPromise());
            }
        }
        boolean whole = framing != Framing.LENGTH || left == 0;
        framing = Framing.NONE;
        return whole;
    }
}
