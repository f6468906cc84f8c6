package io.weir.core.control;

import io.weir.core.control.Overrides.Admin;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What must be remembered over a restart: the operator's admin states, the configurations that were in force, and
 * whether the daemon stopped in order. Every write is atomic and on the disk when it returns. One daemon at a time.
 */
public final class StateStore implements AutoCloseable {
    private final Path marker;
    private final FileChannel markerChannel;
    private final boolean lastStopWasUnclean;
    private final AdminStatesFile adminStatesFile;
    private final Map<ServerKey, Admin> adminStates;
    private final ConfigurationVersions versions;
    private final Set<String> problems = new LinkedHashSet<>();
    private boolean closed;

    /**
     * Opens the state directory, makes it (mode 0750) when it is missing, and marks the daemon as running.
     *
     * @throws IOException with a message for the operator: what cannot be done, where, and what to do
     */
    public StateStore(Path stateDirectory) throws IOException {
        try {
            Files.createDirectories(
                    stateDirectory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    "node.state-directory: " + stateDirectory + " is not a directory; name one that Weir may write", e);
        } catch (IOException e) {
            throw unusable(stateDirectory, e);
        }
        marker = stateDirectory.resolve("running");
        lastStopWasUnclean = Files.exists(marker);
        try {
            markerChannel = FileChannel.open(marker, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unusable(stateDirectory, e);
        }
        if (!locked()) {
            markerChannel.close();
            throw new IOException("node.state-directory: another Weir is running with " + stateDirectory
                    + "; stop it, or give this one a directory of its own");
        }
        try {
            AtomicFile.syncFolder(marker);
            Path path = stateDirectory.resolve("admin-states.json");
            adminStatesFile = new AdminStatesFile(path);
            adminStates = readAdminStates(path);
            versions = new ConfigurationVersions(stateDirectory.resolve("versions"));
        } catch (IOException e) {
            if (!lastStopWasUnclean) {
                Files.deleteIfExists(marker);
            }
            markerChannel.close();
            throw e;
        }
    }

    private static IOException unusable(Path directory, IOException cause) {
        return new IOException(
                "node.state-directory: cannot write to " + directory + " ("
                        + words(cause)
                        + "); make it writable for the user Weir runs as, or name another directory",
                cause);
    }

    /** Without the names of classes. */
    private static String words(IOException cause) {
        return switch (cause) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "it cannot be made there";
            case FileSystemException e
            when e.getReason() != null -> e.getFile() + ": " + e.getReason().toLowerCase(Locale.ROOT);
            default -> String.valueOf(cause.getMessage());
        };
    }

    private boolean locked() throws IOException {
        try {
            return markerChannel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private Map<ServerKey, Admin> readAdminStates(Path path) throws IOException {
        try {
            return adminStatesFile.read();
        } catch (AdminStatesFile.DamagedException e) {
            Path aside = AtomicFile.setAside(path);
            problems.add("the saved admin states could not be read (" + e.getMessage() + "); the file is now " + aside
                    + " and every server has the admin state of the configuration");
            return Map.of();
        }
    }

    /** Whether the last daemon on this directory ended without {@link #close}, as by a crash or a power cut. */
    public boolean lastStopWasUnclean() {
        return lastStopWasUnclean;
    }

    /** The admin states as they were when the store was opened. */
    Map<ServerKey, Admin> savedAdminStates() {
        return adminStates;
    }

    void saveAdminStates(Map<ServerKey, Admin> states) throws IOException {
        adminStatesFile.write(states);
    }

    /**
     * Keeps the text of a configuration that is in force, and drops all but the last {@value
     * ConfigurationVersions#KEPT}.
     *
     * @param version larger than {@link #lastVersion}
     */
    public synchronized void saveVersion(long version, String text) throws IOException {
        versions.save(version, text);
    }

    /** The number of the newest version; 0 when there is none. */
    public synchronized long lastVersion() {
        return versions.last();
    }

    /** The numbers of the versions kept, oldest first. */
    public synchronized List<Long> versions() {
        return versions.numbers();
    }

    /** The newest configuration that was in force and can be read. */
    public synchronized Optional<SavedConfiguration> latestGood() {
        return versions.latestGood(problems);
    }

    /**
     * A configuration that was in force.
     *
     * @param version its number
     * @param text the file's text
     */
    public record SavedConfiguration(long version, String text) {}

    /** Takes what was found damaged since the last call; one sentence for each. */
    public synchronized List<String> takeProblems() {
        List<String> taken = List.copyOf(problems);
        problems.clear();
        return taken;
    }

    /**
     * Gives the directory back and leaves the daemon marked as running: for a start that failed after an unclean stop,
     * so that the next start knows of it too. {@link #close} does nothing after it.
     */
    public synchronized void abandon() throws IOException {
        closed = true;
        markerChannel.close();
    }

    /** Marks the daemon as stopped in order. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (markerChannel) {
            Files.deleteIfExists(marker);
            AtomicFile.syncFolder(marker);
        }
    }
}
