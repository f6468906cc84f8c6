package io.weir.l7.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that lines are appended to, and that others may rename or remove at any time: the next look opens it anew. Made
 * with mode 0640.
 */
final class AccessFile implements AutoCloseable {
    private final Path path;
    private @Nullable FileChannel channel;
    private @Nullable Object key;

    AccessFile(Path path) {
        this.path = path;
    }

    boolean isOpen() {
        return channel != null;
    }

    /** Opens the file where it is not open, or where another stands in its place. */
    void look() throws IOException {
        if (channel != null && sameFile()) {
            return;
        }
        close();
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private boolean sameFile() throws IOException {
        try {
            Object now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return now != null && now.equals(key);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    void append(ByteBuffer lines) throws IOException {
        if (channel == null) {
            look();
        }
        while (channel != null && lines.hasRemaining()) {
            channel.write(lines);
        }
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
