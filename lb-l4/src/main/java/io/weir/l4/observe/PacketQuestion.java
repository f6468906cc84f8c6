package io.weir.l4.observe;

import io.weir.core.net.IpAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A packet that an operator asks about.
 *
 * @param protocol of it
 * @param source where it comes from
 * @param sourcePort 0 to 65535; 0 for ICMP
 * @param destination where it goes, of the same family
 * @param destinationPort likewise
 */
public record PacketQuestion(
        Kind protocol, IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {
    private static final Pattern V6 = Pattern.compile("\\[([0-9a-fA-F:.]+)](?::([0-9]{1,5}))?");
    private static final Pattern V4 = Pattern.compile("([0-9.]+)(?::([0-9]{1,5}))?");
    private static final int LAST_PORT = 65_535;

    /** What is asked about. */
    public enum Kind {
        /** A connection's first segment, or a later one when the connection is known. */
        TCP,
        /** A datagram. */
        UDP,
        /** An echo request. */
        ICMP
    }

    private record Endpoint(IpAddress address, int port) {}

    /**
     * Reads the words of {@code weir explain}.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    public static PacketQuestion parse(String protocol, String source, String destination) {
        Kind kind = switch (protocol) {
            case "tcp" -> Kind.TCP;
            case "udp" -> Kind.UDP;
            case "icmp" -> Kind.ICMP;
            default -> throw new IllegalArgumentException("\"" + protocol + "\" is none of tcp, udp and icmp");
        };
        Endpoint from = endpoint(kind, source);
        Endpoint to = endpoint(kind, destination);
        if (from.address().v6() != to.address().v6()) {
            throw new IllegalArgumentException(source + " and " + destination + " are of two address families");
        }
        return new PacketQuestion(kind, from.address(), from.port(), to.address(), to.port());
    }

    private static Endpoint endpoint(Kind kind, String text) {
        Matcher matcher = V6.matcher(text);
        if (!matcher.matches()) {
            matcher = V4.matcher(text);
        }
        boolean matches = matcher.matches();
        Optional<IpAddress> address = matches ? IpAddress.parse(matcher.group(1)) : Optional.empty();
        String port = matches ? matcher.group(2) : null;
        boolean wanted = kind != Kind.ICMP;
        int number = port == null ? 0 : Integer.parseInt(port);
        if (address.isEmpty() || (wanted && number == 0) || number > LAST_PORT) {
            throw new IllegalArgumentException("\"" + text + "\" is no end of a packet; write "
                    + (wanted ? "192.0.2.1:1234 or [2001:db8::1]:1234" : "192.0.2.1 or [2001:db8::1]"));
        }
        return new Endpoint(address.get(), wanted ? number : 0);
    }

    boolean v6() {
        return source.v6();
    }

    /** {@code 192.0.2.1:1234}, or the address alone for ICMP. */
    public String from() {
        return kindText(source, sourcePort);
    }

    /** Where it goes, likewise. */
    public String to() {
        return kindText(destination, destinationPort);
    }

    private String kindText(IpAddress address, int port) {
        return protocol == Kind.ICMP ? address.toString() : address.withPort(port);
    }
}
