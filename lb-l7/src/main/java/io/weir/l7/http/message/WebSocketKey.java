package io.weir.l7.http.message;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Key and accept of the handshake of RFC 6455, section 4.2.2, which an HTTP/1 server wants and HTTP/2 has not (RFC 8441,
 * section 5).
 */
public final class WebSocketKey {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocketKey() {}

    /** 16 bytes that no cache has seen before; nothing depends on their being secret. */
    public static AsciiString make() {
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        return new AsciiString(Base64.getEncoder().encode(nonce), false);
    }

    /** What the server must answer to this key. */
    public static AsciiString accept(AsciiString key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return new AsciiString(Base64.getEncoder().encode(digest), false);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
