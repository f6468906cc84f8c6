package io.weir.l7.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads the files of one context and remembers by a digest what was in them. */
final class TlsFiles {
    /** No certificate file is near this; a wrong path may be. */
    private static final long MOST_BYTES = 1 << 20;

    private final MessageDigest digest;

    TlsFiles() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] read(Path file) throws TlsFileException {
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw new TlsFileException(file + ": it has " + size + " bytes, which no file of certificates has");
            }
            byte[] content = Files.readAllBytes(file);
            digest.update((byte) content.length);
            digest.update(content);
            return content;
        } catch (NoSuchFileException e) {
            throw new TlsFileException(file + ": there is no such file");
        } catch (AccessDeniedException e) {
            throw new TlsFileException(file + ": Weir may not read it; check its owner and mode");
        } catch (IOException e) {
            throw new TlsFileException(file + ": " + e.getMessage());
        }
    }

    /** Of all that was read. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
