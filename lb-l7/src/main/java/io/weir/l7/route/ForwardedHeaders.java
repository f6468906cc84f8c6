package io.weir.l7.route;

import io.netty.util.AsciiString;
import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.core.service.HttpMode;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells servers who the client is and how it came: X-Forwarded-For, -Proto, -Host and -Port, Forwarded (RFC 7239), and
 * the subject of its certificate. What a trusted client said already is kept and prolonged; of any other client it is
 * removed, with every field whose name reads the same where names become variables ({@code X_Forwarded_For}).
 */
public final class ForwardedHeaders {
    private static final AsciiString FOR = AsciiString.cached("X-Forwarded-For");
    private static final AsciiString PROTO = AsciiString.cached("X-Forwarded-Proto");
    private static final AsciiString HOST = AsciiString.cached("X-Forwarded-Host");
    private static final AsciiString PORT = AsciiString.cached("X-Forwarded-Port");
    private static final AsciiString FORWARDED = AsciiString.cached("Forwarded");
    private static final AsciiString HTTP = AsciiString.cached("http");
    private static final AsciiString HTTPS = AsciiString.cached("https");
    private static final AsciiString X_FORWARDED = AsciiString.cached("x-forwarded-");
    private static final AsciiString X_REAL_IP = AsciiString.cached("x-real-ip");
    private static final AsciiString FORWARDED_LOWER = AsciiString.cached("forwarded");
    private static final int ADDRESSES = 64;

    private ForwardedHeaders() {}

    /** Changes the head before any rule looks at it. */
    public static void apply(RequestHead head, ClientInfo client, HttpMode mode) {
        Fields fields = head.fields();
        boolean trusted = trusts(mode.trusted(), client.address());
        String certificate = mode.clientCertificateHeader();
        removeClaims(fields, trusted, certificate);
        if (!certificate.isEmpty() && client.tls() != null && client.tls().certificateSubject() != null) {
            fields.add(new AsciiString(certificate), oneLine(client.tls().certificateSubject()));
        }
        if (!mode.xForwardedFor() && !mode.forwarded()) {
            return;
        }
        String address = client.address().toString();
        if (mode.xForwardedFor()) {
            prolong(fields, FOR, address);
            addMissing(fields, PROTO, head.secure() ? HTTPS : HTTP);
            if (!head.authority().isEmpty()) {
                addMissing(fields, HOST, head.authority());
            }
            addMissing(fields, PORT, new AsciiString(Integer.toString(client.destinationPort())));
        }
        if (mode.forwarded()) {
            prolong(fields, FORWARDED, element(head, client, address));
        }
    }

    /**
     * The client's address as trusted proxies say it: the last one in X-Forwarded-For that is not a proxy in {@code
     * trusted}. The client's own address where it is not trusted itself, and where the field is missing or no list of
     * addresses. The same before and after {@link #apply}.
     */
    public static IpAddress trustedClient(RequestHead head, ClientInfo client, HttpMode mode) {
        IpAddress found = client.address();
        if (!trusts(mode.trusted(), found)) {
            return found;
        }
        Fields fields = head.fields();
        int left = ADDRESSES;
        for (int line = fields.size() - 1; line >= 0; line--) {
            if (!fields.name(line).contentEqualsIgnoreCase(FOR)) {
                continue;
            }
            String list = fields.value(line).toString();
            int end = list.length();
            while (end >= 0 && left-- > 0) {
                int comma = list.lastIndexOf(',', end - 1);
                IpAddress address = parse(list.substring(comma + 1, end).strip());
                if (address == null) {
                    return found;
                }
                found = address;
                if (!trusts(mode.trusted(), found)) {
                    return found;
                }
                end = comma;
            }
        }
        return found;
    }

    /** An address as proxies write it: with or without port, IPv6 with or without brackets. */
    private static @Nullable IpAddress parse(String text) {
        String address = text;
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            address = bracket < 0 ? text : text.substring(1, bracket);
        } else if (text.indexOf('.') > 0 && text.indexOf(':') > 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            address = text.substring(0, text.indexOf(':'));
        }
        return IpAddress.parse(address).orElse(null);
    }

    private static boolean trusts(List<Cidr> networks, IpAddress address) {
        for (int i = 0; i < networks.size(); i++) {
            if (networks.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static void removeClaims(Fields fields, boolean trusted, String certificate) {
        for (int i = fields.size() - 1; i >= 0; i--) {
            AsciiString name = fields.name(i);
            if ((!trusted && claims(name)) || (!certificate.isEmpty() && reads(name, certificate, false))) {
                fields.removeAt(i);
            }
        }
    }

    private static boolean claims(AsciiString name) {
        if (name.isEmpty()) {
            return false;
        }
        int first = name.byteAt(0) | 0x20;
        if (first == 'x') {
            return reads(name, X_FORWARDED, true) || reads(name, X_REAL_IP, false);
        }
        return first == 'f' && reads(name, FORWARDED_LOWER, false);
    }

    /** Whether a name is another, or begins with it, where case and punctuation do not count. */
    private static boolean reads(AsciiString name, CharSequence other, boolean prefix) {
        if (prefix ? name.length() < other.length() : name.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < other.length(); i++) {
            if (folded(name.byteAt(i)) != folded((byte) other.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int folded(byte c) {
        if (c >= 'A' && c <= 'Z') {
            return c | 0x20;
        }
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
    }

    private static void prolong(Fields fields, AsciiString name, String last) {
        int first = fields.indexOf(name, 0);
        if (first < 0) {
            fields.add(name, new AsciiString(last));
            return;
        }
        StringBuilder list = new StringBuilder(fields.value(first));
        for (int i = fields.indexOf(name, first + 1); i >= 0; i = fields.indexOf(name, i + 1)) {
            list.append(", ").append(fields.value(i));
        }
        fields.set(name, new AsciiString(list.append(", ").append(last)));
    }

    private static void addMissing(Fields fields, AsciiString name, AsciiString value) {
        if (!fields.contains(name)) {
            fields.add(name, value);
        }
    }

    /** RFC 7239, section 4; {@code by} is left out: it would tell servers how we are built. */
    private static String element(RequestHead head, ClientInfo client, String address) {
        StringBuilder element = new StringBuilder(96).append("for=");
        if (client.address().v6()) {
            element.append("\"[").append(address).append("]\"");
        } else {
            element.append(address);
        }
        element.append(";proto=").append(head.secure() ? "https" : "http");
        if (!head.authority().isEmpty()) {
            // Quoted always: a port's colon or an IPv6 host's brackets are no token.
            element.append(";host=\"");
            for (int i = 0; i < head.authority().length(); i++) {
                char c = head.authority().charAt(i);
                if (c == '"' || c == '\\') {
                    element.append('\\');
                }
                element.append(c);
            }
            element.append('"');
        }
        return element.toString();
    }

    /** A subject may have any character; what cannot stand in a field's value becomes a question mark. */
    private static AsciiString oneLine(String subject) {
        byte[] octets = subject.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < octets.length; i++) {
            if ((octets[i] >= 0 && octets[i] < ' ') || octets[i] == 0x7f) {
                octets[i] = '?';
            }
        }
        return new AsciiString(octets, false);
    }
}
