package io.weir.core.health.probe;

import io.weir.core.net.IpAddress;
import io.weir.core.service.CheckMethod;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query of DNS (RFC 1035) and what its answer says. */
final class DnsMessage {
    private static final int HEADER = 12;
    private static final int CLASS_IN = 1;
    private static final int MOST_JUMPS = 64;

    private final int id;
    private final CheckMethod.Dns check;

    DnsMessage(int id, CheckMethod.Dns check) {
        this.id = id;
        this.check = check;
    }

    /**
     * An answer to this query.
     *
     * @param code RCODE, 0 for success
     * @param truncated whether there is more over TCP
     * @param records the answers of the wanted type, as text
     */
    record Answer(int code, boolean truncated, List<String> records) {}

    /** The query, with recursion desired. */
    byte[] query() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        sixteen(out, id);
        sixteen(out, 0x0100);
        sixteen(out, 1);
        sixteen(out, 0);
        sixteen(out, 0);
        sixteen(out, 0);
        String name = check.name().equals(".") ? "" : check.name();
        for (String label : name.split("\\.", -1)) {
            if (!label.isEmpty()) {
                byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
                out.write(bytes.length);
                out.writeBytes(bytes);
            }
        }
        out.write(0);
        sixteen(out, check.question().number());
        sixteen(out, CLASS_IN);
        return out.toByteArray();
    }

    private static void sixteen(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }

    /** What the message says; null when it does not answer this query. */
    @Nullable Answer answer(byte[] message) throws Unhealthy {
        if (message.length < HEADER || sixteen(message, 0) != id) {
            return null;
        }
        int flags = sixteen(message, 2);
        if ((flags & 0x8000) == 0) {
            return null;
        }
        int code = flags & 0xf;
        boolean truncated = (flags & 0x0200) != 0;
        byte[] query = query();
        boolean echoed = sixteen(message, 4) == 1
                && message.length >= query.length
                && new String(message, HEADER, query.length - HEADER, StandardCharsets.ISO_8859_1)
                        .equalsIgnoreCase(
                                new String(query, HEADER, query.length - HEADER, StandardCharsets.ISO_8859_1));
        if (!echoed && code == 0) {
            return null;
        }
        if (code != 0 || truncated) {
            return new Answer(code, truncated, List.of());
        }
        return new Answer(code, false, records(message, query.length));
    }

    private List<String> records(byte[] message, int start) throws Unhealthy {
        int count = sixteen(message, 6);
        List<String> records = new ArrayList<>();
        int at = start;
        for (int i = 0; i < count; i++) {
            at = afterName(message, at);
            if (at + 10 > message.length) {
                throw malformed();
            }
            int type = sixteen(message, at);
            int length = sixteen(message, at + 8);
            int data = at + 10;
            if (data + length > message.length) {
                throw malformed();
            }
            if (type == check.question().number()) {
                records.add(text(message, data, length));
            }
            at = data + length;
        }
        return records;
    }

    private String text(byte[] message, int data, int length) throws Unhealthy {
        byte[] bytes = Arrays.copyOfRange(message, data, data + length);
        return switch (check.question()) {
            case A, AAAA -> {
                if (length != 4 && length != 16) {
                    throw malformed();
                }
                yield IpAddress.ofBytes(bytes).toString();
            }
            case NS, CNAME, PTR, SOA -> name(message, data);
            case MX -> length < 3 ? "" : sixteen(message, data) + " " + name(message, data + 2);
            case SRV ->
                length < 7
                        ? ""
                        : sixteen(message, data) + " " + sixteen(message, data + 2) + " " + sixteen(message, data + 4)
                                + " " + name(message, data + 6);
            case TXT -> strings(bytes);
        };
    }

    private static String strings(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length; at += 1 + (bytes[at] & 0xff)) {
            int length = Math.min(bytes[at] & 0xff, bytes.length - at - 1);
            text.append(new String(bytes, at + 1, length, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    /** The name, its labels with dots between, without the one at the end. */
    private static String name(byte[] message, int start) throws Unhealthy {
        StringBuilder name = new StringBuilder();
        int at = start;
        for (int jumps = 0; jumps < MOST_JUMPS; ) {
            int length = octet(message, at);
            if (length == 0) {
                return name.isEmpty() ? "." : name.toString();
            }
            if (length >= 0xc0) {
                at = (length & 0x3f) << 8 | octet(message, at + 1);
                jumps++;
                continue;
            }
            if (length > 63 || at + 1 + length > message.length || name.length() > 255) {
                throw malformed();
            }
            String label = new String(message, at + 1, length, StandardCharsets.ISO_8859_1);
            name.append(name.isEmpty() ? "" : ".").append(label);
            at += 1 + length;
        }
        throw malformed();
    }

    private static int afterName(byte[] message, int start) throws Unhealthy {
        int at = start;
        while (true) {
            int length = octet(message, at);
            if (length >= 0xc0) {
                return at + 2;
            }
            if (length == 0) {
                return at + 1;
            }
            if (length > 63) {
                throw malformed();
            }
            at += 1 + length;
        }
    }

    private static int octet(byte[] message, int at) throws Unhealthy {
        if (at < 0 || at >= message.length) {
            throw malformed();
        }
        return message[at] & 0xff;
    }

    private static int sixteen(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    /** The names of the codes that servers send. */
    static String codeName(int code) {
        return switch (code) {
            case 1 -> "FORMERR";
            case 2 -> "SERVFAIL";
            case 3 -> "NXDOMAIN";
            case 4 -> "NOTIMP";
            case 5 -> "REFUSED";
            default -> "code " + code;
        };
    }

    static Unhealthy malformed() {
        return new Unhealthy("L7RSP", "not an answer of DNS");
    }
}
