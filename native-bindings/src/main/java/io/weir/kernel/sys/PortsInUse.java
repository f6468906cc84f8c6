package io.weir.kernel.sys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * The local ports that sockets of this host have now, of IPv4 and IPv6 and on whichever address: listening, connected
 * or waiting after a connection. Linux does not list a TCP socket that is bound and neither listens nor is connected.
 *
 * @param tcp those of TCP
 * @param udp those of UDP
 */
public record PortsInUse(PortSet tcp, PortSet udp) {
    private static final Path FOLDER = Path.of("/proc/thread-self/net");
    private static final int HEX = 16;
    private static final int LOCAL_ADDRESS_COLUMN = 1;

    /** Reads them in the network namespace of the calling thread; see proc_pid_net(5). */
    public static PortsInUse read() throws IOException {
        return new PortsInUse(read("tcp").union(read("tcp6")), read("udp").union(read("udp6")));
    }

    /** Those of either. */
    public PortSet all() {
        return tcp.union(udp);
    }

    private static PortSet read(String table) throws IOException {
        Path file = FOLDER.resolve(table);
        try (Stream<String> lines = Files.lines(file, StandardCharsets.US_ASCII)) {
            return parse(file.toString(), lines.toList());
        } catch (NoSuchFileException e) {
            // A kernel without IPv6 has no tables of it.
            return PortSet.EMPTY;
        }
    }

    /** The ports of a table whose first line is a heading. */
    static PortSet parse(String file, List<String> lines) throws IOException {
        BitSet ports = new BitSet();
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] columns = line.strip().split("\\s+", LOCAL_ADDRESS_COLUMN + 2);
            String local = columns.length <= LOCAL_ADDRESS_COLUMN ? "" : columns[LOCAL_ADDRESS_COLUMN];
            String port = local.substring(local.indexOf(':') + 1);
            if (!port.matches("[0-9A-F]{4}")) {
                throw new IOException(file + ": no local address and port in \"" + line + "\"");
            }
            ports.set(Integer.parseInt(port, HEX));
        }
        ports.clear(0);
        return PortSet.of(ports);
    }
}
