package io.weir.l7.compress;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** RFC 1952 by the JDK's zlib. */
final class GzipEncoder implements Encoder {
    /** Half the work of zlib's default for about a twentieth more bytes of text. */
    private static final int LEVEL = 4;

    /** Magic, deflate, no flags, no time, no hint, system unknown. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private static final int STEP = 8192;

    private final Deflater deflater = new Deflater(LEVEL, true);
    private final CRC32 checksum = new CRC32();
    private boolean begun;

    @Override
    public void encode(ByteBuffer data, ByteBuf to) {
        begin(to);
        checksum.update(data.duplicate());
        deflater.setInput(data);
        while (!deflater.needsInput()) {
            deflate(to, Deflater.NO_FLUSH);
        }
    }

    @Override
    public void flush(ByteBuf to) {
        begin(to);
        int step;
        do {
            step = deflate(to, Deflater.SYNC_FLUSH);
        } while (step == STEP);
    }

    @Override
    public void finish(ByteBuf to) {
        begin(to);
        deflater.finish();
        while (!deflater.finished()) {
            deflate(to, Deflater.NO_FLUSH);
        }
        to.writeIntLE((int) checksum.getValue());
        to.writeIntLE((int) deflater.getBytesRead());
    }

    private void begin(ByteBuf to) {
        if (!begun) {
            begun = true;
            to.writeBytes(HEADER);
        }
    }

    private int deflate(ByteBuf to, int flush) {
        to.ensureWritable(STEP);
        ByteBuffer room = to.internalNioBuffer(to.writerIndex(), STEP);
        int written = deflater.deflate(room, flush);
        to.writerIndex(to.writerIndex() + written);
        return written;
    }

    @Override
    public void close() {
        deflater.end();
    }
}
