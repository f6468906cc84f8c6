package io.weir.appliance.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.OptionalLong;

/** The admin socket's place in the file system: its directory, what a killed daemon left there, its mode and group. */
final class SocketFile {
    /** {@code sun_path} of unix(7) has room for 108 bytes with the final NUL. */
    private static final int LONGEST_PATH = 107;

    private static final int S_IFMT = 0xf000;
    private static final int S_IFSOCK = 0xc000;

    private final Path path;

    SocketFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    Path path() {
        return path;
    }

    /** Makes the directory where only that is missing; refuses paths that can be no socket of ours. */
    void prepare() throws SocketUnavailable {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new SocketUnavailable("admin socket " + path + ": the path is longer than the " + LONGEST_PATH
                    + " bytes a socket's may have; choose a shorter one with admin.socket or --socket");
        }
        Path directory = path.getParent();
        if (directory == null) {
            throw new SocketUnavailable("admin socket " + path + ": no file name; choose one with --socket");
        }
        if (!Files.isDirectory(directory)) {
            makeDirectory(directory);
        }
        if (!Files.isWritable(directory)) {
            throw new SocketUnavailable("admin socket " + path + ": this user may not write to " + directory
                    + "; start as root or choose another place with --socket");
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isSocket()) {
            throw new SocketUnavailable("admin socket " + path
                    + " exists and is no socket; remove it or choose another place with admin.socket or --socket");
        }
    }

    private void makeDirectory(Path directory) throws SocketUnavailable {
        try {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (AccessDeniedException e) {
            throw new SocketUnavailable(
                    "admin socket " + path + ": this user may not make the directory " + directory
                            + "; start as root or choose another place with --socket",
                    e);
        } catch (IOException e) {
            throw new SocketUnavailable(
                    "admin socket " + path + ": the directory " + directory + " does not exist and cannot be made: "
                            + reason(e) + "; make it or choose another place with --socket",
                    e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : e.getClass().getSimpleName();
    }

    private boolean isSocket() throws SocketUnavailable {
        try {
            return ((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & S_IFMT) == S_IFSOCK;
        } catch (IOException e) {
            throw new SocketUnavailable("admin socket " + path + ": " + e, e);
        }
    }

    /** Whether somebody listens. False when there is no file or one that a killed daemon left. */
    boolean isServed() throws SocketUnavailable {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new SocketUnavailable("admin socket " + path + ": cannot tell whether a daemon serves it: " + e, e);
        }
    }

    /** Removes the file, also when it is gone already. */
    void remove() throws IOException {
        Files.deleteIfExists(path);
    }

    /** Mode 0660, and the group where it exists and this user may give the file to it. */
    Permission protect() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        long owner = Integer.toUnsignedLong((int) Files.getAttribute(path, "unix:uid"));
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        try {
            view.setGroup(
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(Permission.GROUP));
        } catch (UserPrincipalNotFoundException | FileSystemException e) {
            System.getLogger("io.weir.socket")
                    .log(
                            System.Logger.Level.DEBUG,
                            "admin socket " + path + ": only root and this user may use it, as "
                                    + (e instanceof UserPrincipalNotFoundException
                                            ? "there is no group " + Permission.GROUP
                                            : "this user may not give it to group " + Permission.GROUP));
            return new Permission(owner, OptionalLong.empty());
        }
        return new Permission(
                owner, OptionalLong.of(Integer.toUnsignedLong((int) Files.getAttribute(path, "unix:gid"))));
    }
}
