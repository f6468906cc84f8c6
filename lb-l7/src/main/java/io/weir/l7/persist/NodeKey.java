package io.weir.l7.persist;

import io.weir.core.control.ApplyException;
import io.weir.core.persist.SipHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

/**
 * The secret of this node's cookies, kept in the state directory so that cookies outlive a restart.
 *
 * @param servers names servers in a way nobody else can
 * @param cookies authenticates cookies
 */
record NodeKey(SipHash servers, SipHash cookies) {
    /** The file's name. */
    static final String FILE = "persistence.key";

    private static final int BYTES = 2 * SipHash.KEY_BYTES;

    /** From random bytes. */
    static NodeKey of(byte[] secret) {
        ByteBuffer words = ByteBuffer.wrap(secret);
        return new NodeKey(
                new SipHash(words.getLong(), words.getLong()), new SipHash(words.getLong(), words.getLong()));
    }

    /** The key of the directory, made when there is none. */
    static NodeKey in(Path stateDirectory) throws ApplyException {
        Path file = stateDirectory.resolve(FILE);
        try {
            byte[] secret = Files.exists(file) ? Files.readAllBytes(file) : create(file);
            if (secret.length != BYTES) {
                throw new ApplyException(List.of("the key of persistence cookies, " + file + ", has " + secret.length
                        + " bytes instead of " + BYTES + "; remove it, and clients are sent to new servers once"));
            }
            return of(secret);
        } catch (IOException e) {
            throw new ApplyException(List.of("the key of persistence cookies, " + file
                    + ", can be neither read nor made (" + e + "); let the daemon write to node.state-directory"));
        }
    }

    private static byte[] create(Path file) throws IOException {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        Path temporary = file.resolveSibling("." + FILE + ".tmp");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(secret);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        try {
            Files.move(temporary, file);
        } catch (FileAlreadyExistsException e) {
            // Another has made one meanwhile.
            Files.deleteIfExists(temporary);
            return Files.readAllBytes(file);
        }
        return secret;
    }
}
