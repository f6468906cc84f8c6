package io.weir.l7.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A look at a ClientHello (RFC 8446, 4.1.2) that takes nothing away: finds the server name (RFC 6066, 3), also where the
 * message is spread over several records.
 */
public final class ClientHello {
    /** Most bytes of a ClientHello, as BoringSSL allows by default for a message; usual ones have 200 to 2,000. */
    public static final int MOST_BYTES = 16 * 1024;

    private static final int RECORD_HEADER = 5;
    private static final int MOST_RECORD = 16 * 1024;
    private static final int HANDSHAKE_RECORD = 22;
    private static final int MESSAGE_HEADER = 4;
    private static final int CLIENT_HELLO = 1;
    private static final int RANDOM = 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int MOST_NAME = 255;

    private ClientHello() {}

    /** What the bytes so far are. */
    public sealed interface Result {
        /** More must come. */
        enum Incomplete implements Result {
            /** The only one. */
            INSTANCE
        }

        /** Not a ClientHello that can be read. */
        record Malformed(String why) implements Result {}

        /** A whole one; its server name in lower case, or null. */
        record Complete(@Nullable String serverName) implements Result {}
    }

    /** Looks at {@code data} from its reader index on, which stays where it is. */
    public static Result parse(ByteBuf data) {
        int at = data.readerIndex();
        int end = data.writerIndex();
        byte[] message = null;
        int collected = 0;
        byte[] header = new byte[MESSAGE_HEADER];
        while (true) {
            if (end - at < 1) {
                return Result.Incomplete.INSTANCE;
            }
            if (data.getUnsignedByte(at) != HANDSHAKE_RECORD) {
                return new Result.Malformed("the client does not speak TLS");
            }
            if (end - at < RECORD_HEADER) {
                return Result.Incomplete.INSTANCE;
            }
            int length = data.getUnsignedShort(at + 3);
            if (data.getUnsignedByte(at + 1) != 3 || length == 0 || length > MOST_RECORD) {
                return new Result.Malformed("the client sent a broken TLS record");
            }
            at += RECORD_HEADER;
            int there = Math.min(length, end - at);
            int taken = 0;
            while (message == null && taken < there) {
                header[collected++] = data.getByte(at + taken++);
                if (collected == MESSAGE_HEADER) {
                    int size = ((header[1] & 0xff) << 16) | ((header[2] & 0xff) << 8) | (header[3] & 0xff);
                    if (header[0] != CLIENT_HELLO) {
                        return new Result.Malformed("the client's first TLS message is not a ClientHello");
                    }
                    if (size > MOST_BYTES) {
                        return new Result.Malformed("the client's ClientHello has " + size + " bytes; at most "
                                + MOST_BYTES + " are taken");
                    }
                    message = new byte[size];
                    collected = 0;
                }
            }
            if (message != null) {
                int more = Math.min(there - taken, message.length - collected);
                data.getBytes(at + taken, message, collected, more);
                collected += more;
                if (collected == message.length) {
                    return read(message);
                }
            }
            if (there < length) {
                return Result.Incomplete.INSTANCE;
            }
            at += length;
        }
    }

    private static Result read(byte[] message) {
        try {
            Reader reader = new Reader(message);
            reader.skip(RANDOM);
            reader.skip(reader.uint8());
            reader.skip(reader.uint16());
            reader.skip(reader.uint8());
            if (reader.rest() == 0) {
                return new Result.Complete(null);
            }
            int extensions = reader.uint16();
            if (extensions != reader.rest()) {
                return broken();
            }
            while (reader.rest() > 0) {
                int type = reader.uint16();
                int length = reader.uint16();
                if (type == SERVER_NAME) {
                    return name(reader, length);
                }
                reader.skip(length);
            }
            return new Result.Complete(null);
        } catch (ArrayIndexOutOfBoundsException e) {
            return broken();
        }
    }

    private static Result name(Reader reader, int length) {
        int list = reader.uint16();
        int type = reader.uint8();
        int size = reader.uint16();
        if (list + 2 != length || size + 3 > list || type != 0 || size == 0 || size > MOST_NAME) {
            return new Result.Malformed("the client's server name (SNI) is broken");
        }
        String name = reader.text(size);
        for (int i = 0; i < name.length(); i++) {
            char letter = name.charAt(i);
            if (letter <= ' ' || letter >= 0x7f) {
                return new Result.Malformed("the client's server name (SNI) has bytes that no host name has");
            }
        }
        return new Result.Complete(name.toLowerCase(Locale.ROOT));
    }

    private static Result broken() {
        return new Result.Malformed("the client's ClientHello is broken");
    }

    /** Reads big-endian numbers; beyond the end it throws. */
    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        int rest() {
            return bytes.length - at;
        }

        int uint8() {
            return bytes[at++] & 0xff;
        }

        int uint16() {
            return (uint8() << 8) | uint8();
        }

        void skip(int length) {
            if (length > rest()) {
                throw new ArrayIndexOutOfBoundsException(at + length);
            }
            at += length;
        }

        String text(int length) {
            int from = at;
            skip(length);
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
    }
}
