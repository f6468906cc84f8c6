package io.weir.l7.persist;

import io.netty.util.AsciiString;
import io.weir.core.persist.SipHash;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The value of an inserted cookie: {@value #LENGTH} characters of base64url over version (1 byte), server (8), time it
 * was first given and time it was given last (4 each, seconds since 1970), and a code that authenticates them (16). The
 * server is a keyed hash of its identity, so that neither name nor address can be read or guessed.
 *
 * @param server the server's tag
 * @param first when the client was stuck, in seconds since 1970
 * @param last when it got this cookie, in seconds since 1970
 */
record CookieToken(long server, long first, long last) {
    /** Characters of a value. */
    static final int LENGTH = 44;

    private static final byte VERSION = 1;
    private static final int SIGNED = 17;
    private static final int BYTES = 33;

    /** The value. */
    AsciiString seal(SipHash key) {
        byte[] bytes = new byte[BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.put(VERSION).putLong(server).putInt((int) first).putInt((int) last);
        SipHash.Digest code = key.of(bytes, 0, SIGNED);
        buffer.putLong(code.first()).putLong(code.second());
        return new AsciiString(Base64.getUrlEncoder().encode(bytes), false);
    }

    /** What a value says; null when it is none of this key's. */
    static @Nullable CookieToken open(AsciiString value, SipHash key) {
        if (value.length() != LENGTH || !isBase64Url(value)) {
            return null;
        }
        byte[] bytes = Base64.getUrlDecoder().decode(value.toByteArray());
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        SipHash.Digest code = key.of(bytes, 0, SIGNED);
        // One comparison without a branch in between: its time says nothing of where a forged code is wrong.
        long difference = (buffer.getLong(SIGNED) ^ code.first()) | (buffer.getLong(SIGNED + 8) ^ code.second());
        if (difference != 0 || bytes[0] != VERSION) {
            return null;
        }
        return new CookieToken(
                buffer.getLong(1), Integer.toUnsignedLong(buffer.getInt(9)), Integer.toUnsignedLong(buffer.getInt(13)));
    }

    private static boolean isBase64Url(AsciiString value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean known =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!known) {
                return false;
            }
        }
        return true;
    }
}
