package io.weir.appliance.acceptance.l4;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Files to transfer, the same in every lab, and their SHA-256: a byte that is lost, doubled or moved is seen. */
final class Payload {
    static final String LARGE = "large";
    static final int LARGE_MEGABYTES = 256;
    static final String SMALL = "small";
    static final int SMALL_BYTES = 64 * 1024;

    /** Its digests take a second to compute. */
    static final Payload ONE = new Payload();

    private static final int MEGABYTE = 1024 * 1024;

    private final byte[] block = new byte[MEGABYTE];
    private final String largeDigest;
    private final String smallDigest;

    private Payload() {
        new SplittableRandom(20).nextBytes(block);
        MessageDigest large = sha256();
        for (int i = 0; i < LARGE_MEGABYTES; i++) {
            large.update(numbered(i));
        }
        largeDigest = HexFormat.of().formatHex(large.digest());
        MessageDigest small = sha256();
        small.update(numbered(0), 0, SMALL_BYTES);
        smallDigest = HexFormat.of().formatHex(small.digest());
    }

    /** The same block at two places would hide that they were exchanged. */
    private byte[] numbered(int i) {
        for (int at = 0; at < MEGABYTE; at += 512) {
            block[at] = (byte) i;
        }
        return block;
    }

    void writeTo(Path directory) {
        try (OutputStream large = Files.newOutputStream(directory.resolve(LARGE));
                OutputStream small = Files.newOutputStream(directory.resolve(SMALL))) {
            for (int i = 0; i < LARGE_MEGABYTES; i++) {
                large.write(numbered(i));
            }
            small.write(numbered(0), 0, SMALL_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String largeDigest() {
        return largeDigest;
    }

    String smallDigest() {
        return smallDigest;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
