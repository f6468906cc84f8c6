package io.weir.appliance.lab;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of one lab. Its name carries the process id, so that a later lab knows what a dead one left. */
final class LabDirectory {
    private LabDirectory() {}

    static Path create() {
        try {
            clearLeftovers();
            return Files.createTempDirectory(
                    LabName.PREFIX + ProcessHandle.current().pid() + "-");
        } catch (IOException e) {
            throw new LabException("cannot make a folder for the lab: " + e.getMessage(), e);
        }
    }

    private static void clearLeftovers() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        Object ourselves = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        List<Path> leftovers;
        try (Stream<Path> entries = Files.list(parent)) {
            leftovers = entries.filter(
                            entry -> LabName.ownerIsDead(entry.getFileName().toString()))
                    .toList();
        }
        for (Path leftover : leftovers) {
            if (Files.isDirectory(leftover, LinkOption.NOFOLLOW_LINKS)
                    && ourselves.equals(Files.getAttribute(leftover, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
                delete(leftover);
            }
        }
    }

    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new LabException("cannot remove " + directory + ": " + e.getMessage(), e);
        }
    }
}
