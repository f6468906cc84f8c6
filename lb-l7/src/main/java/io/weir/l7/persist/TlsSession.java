package io.weir.l7.persist;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The session's id in the first message of a TLS client or server that is passed through (RFC 5246, 7.4.1), as lower-case
 * hexadecimal. TLS 1.3 has none (RFC 8446): its servers return what the client made up, which is told by the extension
 * that names the version, and its tickets change with every connection.
 *
 * @param complete whether enough has come to tell
 * @param id null when there is none
 */
public record TlsSession(boolean complete, @Nullable AsciiString id) {
    /** Most bytes that are waited for. */
    public static final int MOST_BYTES = 4096;

    /** Record and message header, version, random. */
    private static final int BEFORE_ID = 5 + 4 + 2 + 32;

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final TlsSession INCOMPLETE = new TlsSession(false, null);
    private static final TlsSession NONE = new TlsSession(true, null);

    /** Of a client's stream, from the reader index; moves nothing. */
    public static TlsSession ofClient(ByteBuf bytes) {
        return id(bytes, CLIENT_HELLO);
    }

    /** Of a server's stream, from the reader index; moves nothing. */
    public static TlsSession ofServer(ByteBuf bytes) {
        TlsSession session = id(bytes, SERVER_HELLO);
        AsciiString id = session.id;
        if (id == null) {
            return session;
        }
        int start = bytes.readerIndex();
        int end = start + 5 + 4 + bytes.getUnsignedMedium(start + 6);
        // Cipher suite, compression method, length of the extensions.
        int at = start + BEFORE_ID + 1 + id.length() / 2 + 2 + 1 + 2;
        if (end - start > MOST_BYTES) {
            return NONE;
        }
        if (bytes.writerIndex() < end) {
            return INCOMPLETE;
        }
        while (at + 4 <= end) {
            if (bytes.getUnsignedShort(at) == SUPPORTED_VERSIONS) {
                return NONE;
            }
            at += 4 + bytes.getUnsignedShort(at + 2);
        }
        return session;
    }

    private static TlsSession id(ByteBuf bytes, int message) {
        int start = bytes.readerIndex();
        int there = bytes.readableBytes();
        if ((there >= 1 && bytes.getByte(start) != HANDSHAKE)
                || (there >= 2 && bytes.getByte(start + 1) != 3)
                || (there >= 6 && bytes.getByte(start + 5) != message)) {
            return NONE;
        }
        if (there <= BEFORE_ID) {
            return INCOMPLETE;
        }
        int length = bytes.getUnsignedByte(start + BEFORE_ID);
        if (length == 0 || length > 32) {
            return NONE;
        }
        if (there < BEFORE_ID + 1 + length) {
            return INCOMPLETE;
        }
        return new TlsSession(true, new AsciiString(ByteBufUtil.hexDump(bytes, start + BEFORE_ID + 1, length)));
    }
}
