package io.weir.l7.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that session tickets of one service are sealed with (RFC 5077, 5.5): a fresh one every
 * {@link #ROTATION}, the one before still accepted. They outlive the contexts that use them, so that sessions are
 * resumed also after certificates have been replaced. From any thread.
 */
final class TicketKeys {
    /** How long a key seals; for as long again it still opens. */
    static final Duration ROTATION = Duration.ofHours(12);

    private final SecureRandom random;
    private List<OpenSslSessionTicketKey> keys;
    private long rotatedNanos;

    TicketKeys(SecureRandom random, long nowNanos) {
        this.random = random;
        this.keys = List.of(fresh());
        this.rotatedNanos = nowNanos;
    }

    /** The one that seals first. */
    synchronized OpenSslSessionTicketKey[] keys() {
        return keys.toArray(OpenSslSessionTicketKey[]::new);
    }

    /** Whether there is a fresh key now because it was time for one. */
    synchronized boolean rotate(long nowNanos) {
        if (nowNanos - rotatedNanos < ROTATION.toNanos()) {
            return false;
        }
        List<OpenSslSessionTicketKey> next = new ArrayList<>();
        next.add(fresh());
        next.add(keys.getFirst());
        keys = List.copyOf(next);
        rotatedNanos = nowNanos;
        return true;
    }

    private OpenSslSessionTicketKey fresh() {
        return new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
