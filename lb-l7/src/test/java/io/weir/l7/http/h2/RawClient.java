package io.weir.l7.http.h2;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client that sends frames byte by byte, also those that are not allowed. */
final class RawClient implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    final List<Frame> seen = new ArrayList<>();

    /** A frame that came. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frame(int type, int flags, int stream, byte[] payload) {
        int number(int at) {
            return ByteBuffer.wrap(payload).getInt(at);
        }

        /** Status of an answer that is encoded by the static table; 0 for another. */
        int status() {
            return switch (payload[0] & 0xff) {
                case 0x88 -> 200;
                case 0x8d -> 404;
                // A literal with the name :status.
                case 0x48, 0x08 -> number(payload, (payload[1] & 0x80) != 0);
                default -> 0;
            };
        }

        private static int number(byte[] payload, boolean huffman) {
            // Digits are 00000..00010 and 011001..011111 in the code of RFC 7541, appendix B.
            if (!huffman) {
                return Integer.parseInt(new String(payload, 2, 3, StandardCharsets.US_ASCII));
            }
            int length = payload[1] & 0x7f;
            long bits = 0;
            for (int i = 0; i < length; i++) {
                bits = (bits << 8) | (payload[2 + i] & 0xff);
            }
            int left = length * 8;
            int number = 0;
            for (int digit = 0; digit < 3; digit++) {
                int five = (int) (bits >> (left - 5)) & 0x1f;
                if (five <= 2) {
                    number = number * 10 + five;
                    left -= 5;
                } else {
                    number = number * 10 + ((int) (bits >> (left - 6)) & 0x3f) - 0x19 + 3;
                    left -= 6;
                }
            }
            return number;
        }
    }

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Preface and SETTINGS. */
    RawClient begin(byte... settings) throws IOException {
        batch.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return frame(SETTINGS, 0, 0, settings).send();
    }

    RawClient frame(int type, int flags, int stream, byte... payload) {
        ByteBuffer header = ByteBuffer.allocate(9);
        header.put((byte) (payload.length >> 16))
                .put((byte) (payload.length >> 8))
                .put((byte) payload.length);
        header.put((byte) type).put((byte) flags).putInt(stream);
        batch.writeBytes(header.array());
        batch.writeBytes(payload);
        return this;
    }

    RawClient send() throws IOException {
        out.write(batch.toByteArray());
        batch.reset();
        return this;
    }

    /** A request's head. */
    RawClient get(int stream, String path) {
        return frame(HEADERS, END_STREAM | END_HEADERS, stream, block(head("GET", path)));
    }

    RawClient post(int stream, String path) {
        return frame(HEADERS, END_HEADERS, stream, block(head("POST", path)));
    }

    static String[] head(String method, String path) {
        return new String[] {":method", method, ":scheme", "http", ":authority", "a", ":path", path};
    }

    /** Names and values as literals that are not indexed. */
    static byte[] block(String... pairs) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < pairs.length; i += 2) {
            block.write(0);
            literal(block, pairs[i]);
            literal(block, pairs[i + 1]);
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            int rest = length - 127;
            while (rest >= 128) {
                block.write(rest % 128 + 128);
                rest /= 128;
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** A setting and its value. */
    static byte[] setting(int id, int value) {
        return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
    }

    /** The next frame; null at the end. */
    @Nullable Frame read() throws IOException {
        int first;
        try {
            first = in.read();
            if (first < 0) {
                return null;
            }
            int length = (first << 16) | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            Frame frame = new Frame(type, flags, stream, payload);
            seen.add(frame);
            return frame;
        } catch (SocketException e) {
            return null;
        }
    }

    /** Reads until a frame of this type on this stream. */
    Frame await(int type, int stream) throws IOException {
        Frame frame;
        while ((frame = read()) != null) {
            if (frame.type() == type && frame.stream() == stream) {
                return frame;
            }
        }
        throw new AssertionError("the connection ended without frame " + type + " on stream " + stream);
    }

    /** Reads to the end: the error code of the last GOAWAY, -1 without one. */
    int goAwayAtEnd() throws IOException {
        int code = -1;
        Frame frame;
        while ((frame = read()) != null) {
            if (frame.type() == GOAWAY) {
                code = frame.number(4);
            }
        }
        return code;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
