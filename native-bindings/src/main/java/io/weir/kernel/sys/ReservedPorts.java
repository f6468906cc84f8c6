package io.weir.kernel.sys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Ports that the kernel shall not give to programs that ask for any port: our share of
 * {@code net.ipv4.ip_local_reserved_ports}, which holds for TCP and UDP and for both families, in the network namespace
 * of the thread that calls. Whoever binds a reserved port by its number still gets it.
 *
 * <p>What others have put on the list, before or meanwhile, stays. A file remembers our share, so that the next start
 * gives back what a killed process left; it holds for one boot and one network namespace and belongs below {@code /run}.
 * The kernel offers no way to change a list that another program changes in the same moment: one of the two is lost.
 */
public final class ReservedPorts implements AutoCloseable {
    /** The parameter. */
    public static final String PARAMETER = "net.ipv4.ip_local_reserved_ports";

    private static final Path NAMESPACE = Path.of("/proc/thread-self/ns/net");
    private static final String BOOT_ID = "kernel.random.boot_id";

    private final Path file;
    private final String place;
    private Reservation reservation;

    private ReservedPorts(Path file, String place, Reservation reservation) {
        this.file = file;
        this.place = place;
        this.reservation = reservation;
    }

    /**
     * Takes nothing yet, and gives back what a process that used the same file left.
     *
     * @param stateFile in a folder that exists
     */
    public static ReservedPorts open(Path stateFile) throws IOException {
        String place = Sysctl.read(BOOT_ID) + " " + Files.readSymbolicLink(NAMESPACE);
        ReservedPorts ports =
                new ReservedPorts(stateFile, place, new Reservation(PortSet.EMPTY, left(stateFile, place)));
        ports.reserve(PortSet.EMPTY);
        return ports;
    }

    /** Reserves exactly these: others that it had before it gives back. */
    public void reserve(PortSet wanted) throws IOException {
        PortSet now = list();
        Reservation next = reservation.refreshed(now).take(wanted);
        // The file first, with all that may be on the list: a process killed in between leaves nothing behind.
        remember(next.ours().union(reservation.ours()));
        if (!next.list().equals(now)) {
            Sysctl.write(PARAMETER, next.list().text());
        }
        reservation = next;
        remember(next.ours());
    }

    /** Those that it has reserved; ports that others had reserved already are not among them. */
    public PortSet ours() {
        return reservation.ours();
    }

    /** Gives them back, and removes the file. */
    @Override
    public void close() throws IOException {
        reserve(PortSet.EMPTY);
    }

    private static PortSet list() throws IOException {
        String text = Sysctl.read(PARAMETER);
        try {
            return PortSet.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(PARAMETER + " is no list of ports: \"" + text + "\"", e);
        }
    }

    private void remember(PortSet ours) throws IOException {
        if (ours.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, place + "\n" + ours.text() + "\n", StandardCharsets.US_ASCII);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What a process left in this boot and network namespace; nothing for a file that is none of ours. */
    private static PortSet left(Path file, String place) throws IOException {
        String[] lines;
        try {
            lines = Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1);
        } catch (NoSuchFileException e) {
            return PortSet.EMPTY;
        }
        if (lines.length < 2 || !lines[0].equals(place)) {
            return PortSet.EMPTY;
        }
        try {
            return PortSet.parse(lines[1]);
        } catch (IllegalArgumentException e) {
            return PortSet.EMPTY;
        }
    }
}
