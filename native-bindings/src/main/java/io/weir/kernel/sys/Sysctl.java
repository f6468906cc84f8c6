package io.weir.kernel.sys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Kernel parameters, sysctl(8). Those below {@code net} are of the network namespace of the calling thread.
 *
 * <p>A name is written {@code net.ipv4.ip_forward}, or with slashes where a part of it may contain a dot:
 * {@code net/ipv4/conf/eth0.100/arp_ignore}.
 */
public final class Sysctl {
    private static final Path ROOT = Path.of("/proc/sys");

    /** The longest value is a list of every other port. */
    private static final int MAX_BYTES = 1 << 18;

    private Sysctl() {}

    /** The value, without the end of its line. */
    public static String read(String name) throws IOException {
        // At once: a second read begins behind the end, whatever the first has left.
        ByteBuffer value = ByteBuffer.allocate(MAX_BYTES);
        try (SeekableByteChannel channel = Files.newByteChannel(path(name))) {
            channel.read(value);
            return StandardCharsets.UTF_8.decode(value.flip()).toString().strip();
        } catch (NoSuchFileException e) {
            throw missing(name, e);
        } catch (IOException e) {
            throw new IOException("cannot read kernel parameter " + name + ": " + reason(e), e);
        }
    }

    /** Sets it; the kernel may refuse a value. Needs CAP_NET_ADMIN for most below {@code net}, root for others. */
    public static void write(String name, String value) throws IOException {
        try {
            // Not created: what is not there is a parameter that this kernel does not have.
            Files.writeString(path(name), value + "\n", StandardCharsets.UTF_8, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            throw missing(name, e);
        } catch (IOException e) {
            throw new IOException(
                    "cannot set kernel parameter " + name + " to \"" + value + "\": " + reason(e)
                            + "; it needs root, and /proc/sys mounted writable",
                    e);
        }
    }

    /** Whether this kernel has it. */
    public static boolean exists(String name) {
        return Files.isRegularFile(path(name));
    }

    private static IOException missing(String name, IOException cause) {
        return new IOException("this kernel has no parameter " + name, cause);
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.toString() : message;
    }

    static Path path(String name) {
        String slashed = name.indexOf('/') < 0 ? name.replace('.', '/') : name;
        Path path = ROOT.resolve(slashed);
        if (name.isEmpty() || !path.normalize().equals(path) || !path.startsWith(ROOT) || path.equals(ROOT)) {
            throw new IllegalArgumentException("not the name of a kernel parameter: \"" + name + "\"");
        }
        return path;
    }
}
