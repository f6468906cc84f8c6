package io.weir.l7.compress;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliEncoderChannel;
import com.aayushatharva.brotli4j.encoder.Encoder.Parameters;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** RFC 7932 by Google's encoder. */
final class BrotliEncoder implements Encoder {
    /** About the work of gzip at its default, for fewer bytes. */
    private static final int QUALITY = 4;

    /** A window of 256 KiB: bounds the memory of an encoder to about a megabyte. */
    private static final int WINDOW_BITS = 18;

    private static final int INPUT = 8192;

    private final Output output = new Output();
    private final BrotliEncoderChannel channel;

    BrotliEncoder() {
        try {
            channel = new BrotliEncoderChannel(
                    output, new Parameters().setQuality(QUALITY).setWindow(WINDOW_BITS), INPUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the native library is there and can be loaded. */
    static boolean isAvailable() {
        return Brotli4jLoader.isAvailable();
    }

    private interface Step {
        void run() throws IOException;
    }

    private void run(ByteBuf to, Step step) {
        output.to = to;
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            output.to = null;
        }
    }

    @Override
    public void encode(ByteBuffer data, ByteBuf to) {
        run(to, () -> {
            while (data.hasRemaining()) {
                channel.write(data);
            }
        });
    }

    @Override
    public void flush(ByteBuf to) {
        run(to, channel::flush);
    }

    @Override
    public void finish(ByteBuf to) {
        run(to, channel::close);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends to what is named at the moment; drops what comes when nothing is. */
    private static final class Output implements WritableByteChannel {
        private @Nullable ByteBuf to;

        @Override
        public int write(ByteBuffer bytes) {
            int count = bytes.remaining();
            if (to == null) {
                bytes.position(bytes.limit());
            } else {
                to.writeBytes(bytes);
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // The buffer belongs to the caller.
        }
    }
}
