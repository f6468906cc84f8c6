package io.weir.appliance.demo;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Lines and images as the archive protocol carries them. */
final class ArchiveWire {
    private static final int MAX_LINE = 200;
    private static final int CHUNK = 1 << 16;
    /** Short enough that a slow transfer moves smoothly. */
    private static final int SLICES_PER_SECOND = 20;

    private ArchiveWire() {}

    static void writeLine(OutputStream out, String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** One line without its end; null when the stream ends before one begins. */
    static @Nullable String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                if (line.isEmpty()) {
                    return null;
                }
                throw new EOFException("the stream ended inside a line");
            }
            if (line.length() == MAX_LINE) {
                throw new IOException("a line of more than " + MAX_LINE + " characters");
            }
            line.append((char) octet);
        }
        return line.toString();
    }

    /**
     * Writes an image.
     *
     * @param bytesPerSecond 0 for as fast as it goes
     * @return its SHA-256 in hexadecimal
     */
    static String send(OutputStream out, long length, long bytesPerSecond) throws IOException {
        byte[] pixels = new byte[CHUNK];
        new Random(length).nextBytes(pixels);
        int slice = bytesPerSecond == 0 ? CHUNK : Math.clamp(bytesPerSecond / SLICES_PER_SECOND, 1, CHUNK);
        MessageDigest digest = sha256();
        long start = System.nanoTime();
        for (long sent = 0; sent < length; ) {
            int count = (int) Math.min(slice, length - sent);
            out.write(pixels, 0, count);
            digest.update(pixels, 0, count);
            sent += count;
            if (bytesPerSecond > 0) {
                out.flush();
                LockSupport.parkNanos(start + sent * 1_000_000_000 / bytesPerSecond - System.nanoTime());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Reads an image and gives its SHA-256 in hexadecimal. */
    static String receive(InputStream in, long length) throws IOException {
        byte[] pixels = new byte[CHUNK];
        MessageDigest digest = sha256();
        for (long received = 0; received < length; ) {
            int count = in.read(pixels, 0, (int) Math.min(CHUNK, length - received));
            if (count < 0) {
                throw new EOFException("the stream ended after " + received + " of " + length + " bytes");
            }
            digest.update(pixels, 0, count);
            received += count;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
