package io.weir.appliance.acceptance.l4;

import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.LabHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A DNS query over UDP that takes two fragments; dig would go over to TCP for it. */
final class LargeQuery {
    private static final short TEXT = 16;
    private static final short INTERNET = 1;
    private static final short OPTIONS = 41;
    private static final short LOCAL_OPTION = (short) 65001;
    private static final int PADDING = 1800;
    private static final short ACCEPTED = 4096;

    private final Path file;

    private LargeQuery(Path file) {
        this.file = file;
    }

    /** Asks for the text record of a name (RFC 1035, 4.1; RFC 6891, 6.1). */
    static LargeQuery of(String name, Path directory) {
        ByteBuffer query = ByteBuffer.allocate(4096);
        query.putShort((short) 7).putShort((short) 0x0100).putShort((short) 1);
        query.putShort((short) 0).putShort((short) 0).putShort((short) 1);
        for (String label : name.split("\\.", -1)) {
            query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        query.put((byte) 0).putShort(TEXT).putShort(INTERNET);
        query.put((byte) 0).putShort(OPTIONS).putShort(ACCEPTED).putInt(0);
        query.putShort((short) (4 + PADDING)).putShort(LOCAL_OPTION).putShort((short) PADDING);
        byte[] whole = new byte[query.position() + PADDING];
        query.get(0, whole);
        try {
            return new LargeQuery(Files.write(directory.resolve("large-query"), whole));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends it so many times at once, each from a port of its own, and gives the bytes of each answer within a second. */
    List<Long> answers(LabHost client, String server, int count) {
        Family family = Family.of(server);
        String target = (family == Family.IPV4 ? "UDP4:" : "UDP6:") + family.inUrl(server) + ":" + Backend.DNS;
        // -t: how long it waits for the answer after the end of the query.
        String once = "socat -b 8192 -t 1 OPEN:" + file + "!!STDOUT " + target + " | wc -c &";
        String all = (once + " ").repeat(count) + "wait";
        return client.run(Programs.SOON, "sh", "-c", all)
                .orThrow()
                .stdout()
                .lines()
                .map(line -> Long.parseLong(line.strip()))
                .toList();
    }
}
