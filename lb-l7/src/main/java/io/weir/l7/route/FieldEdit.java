package io.weir.l7.route;

import io.netty.util.AsciiString;
import io.weir.l7.http.message.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * A change of fields.
 *
 * @param kind what is done
 * @param name the field's name
 * @param value its value; empty where it is removed
 */
record FieldEdit(Kind kind, AsciiString name, AsciiString value) {
    /** These belong to one connection or say where a message ends: a rule that sets them would break it. */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    enum Kind {
        SET,
        ADD,
        DELETE
    }

    static FieldEdit set(String name, String value) {
        return new FieldEdit(Kind.SET, checked(name), octets(value));
    }

    static FieldEdit add(String name, String value) {
        return new FieldEdit(Kind.ADD, checked(name), octets(value));
    }

    static FieldEdit delete(String name) {
        return new FieldEdit(Kind.DELETE, checked(name), AsciiString.EMPTY_STRING);
    }

    private static AsciiString checked(String name) {
        if (name.isEmpty() || !name.chars().allMatch(FieldEdit::isTokenCharacter)) {
            throw new IllegalArgumentException("\"" + name + "\" is no header name; letters, digits and - are");
        }
        if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("header " + name
                    + " says how a message ends or belongs to one connection, and Weir sets it; name another");
        }
        return new AsciiString(name);
    }

    private static AsciiString octets(String value) {
        if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw new IllegalArgumentException("a header value has a control character; only text on one line is sent");
        }
        return new AsciiString(value.getBytes(StandardCharsets.UTF_8), false);
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    void apply(Fields fields) {
        switch (kind) {
            case SET -> fields.set(name, value);
            case ADD -> fields.add(name, value);
            case DELETE -> fields.remove(name);
        }
    }
}
