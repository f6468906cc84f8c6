package io.weir.l7.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the files of one context and remembers by a digest what was in them. */
final class TlsFiles {
    /** No certificate file is near this; a wrong path may be. */
    private static final long MOST_BYTES = 1 << 20;

    private final Map<Path, String> digests = new TreeMap<>();

    byte[] read(Path file) throws TlsFileException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                // To open a pipe would wait for somebody who writes to it.
                throw new TlsFileException(file + ": it is a directory, a pipe or a device; name a file");
            }
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                throw new TlsFileException(file + ": it has " + size + " bytes, which no file of certificates has");
            }
            byte[] content = Files.readAllBytes(file);
            digests.put(file, digest(content));
            return content;
        } catch (NoSuchFileException e) {
            throw new TlsFileException(file + ": there is no such file");
        } catch (AccessDeniedException e) {
            throw new TlsFileException(file + ": Weir may not read it; check its owner and mode");
        } catch (IOException e) {
            throw new TlsFileException(file + ": " + e.getMessage());
        }
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of each file that was read. */
    Map<Path, String> digests() {
        return Map.copyOf(digests);
    }

    /** The files that have other content now, or that came or went beside a certificate. */
    static List<Path> changed(Map<Path, String> before, Map<Path, String> now) {
        Set<Path> all = new TreeSet<>(before.keySet());
        all.addAll(now.keySet());
        return all.stream()
                .filter(file -> !Objects.equals(before.get(file), now.get(file)))
                .filter(file -> (before.containsKey(file) && now.containsKey(file)) || Staple.isOne(file))
                .toList();
    }
}
