package io.weir.l7.route;

import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding (RFC 3986, 2.1). */
final class PercentCode {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentCode() {}

    /** The octet that {@code %XX} at {@code index} stands for; -1 where the two digits are none or end too soon. */
    static int octet(AsciiString text, int index, int end) {
        return index + 2 < end ? octet(text.byteAt(index + 1), text.byteAt(index + 2)) : -1;
    }

    private static int octet(byte[] text, int index) {
        return index + 2 < text.length ? octet(text[index + 1], text[index + 2]) : -1;
    }

    private static int octet(byte first, byte second) {
        int high = Character.digit(first, 16);
        int low = Character.digit(second, 16);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    /** A text with its encoding undone; what is no encoding stays. */
    static String decode(String text) {
        return text.indexOf('%') < 0 ? text : decode(text, 0, text.length(), false);
    }

    /** A name or value of a query as forms write it: {@code +} is a space, and what is no encoding stays. */
    static String decodeForm(CharSequence text, int from, int end) {
        return decode(text, from, end, true);
    }

    private static String decode(CharSequence text, int from, int end, boolean plusIsSpace) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(end - from);
        byte[] source = text.subSequence(from, end).toString().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < source.length; i++) {
            int octet = source[i] == '%' ? octet(source, i) : -1;
            if (octet >= 0) {
                octets.write(octet);
                i += 2;
            } else {
                octets.write(plusIsSpace && source[i] == '+' ? ' ' : source[i]);
            }
        }
        return octets.toString(StandardCharsets.UTF_8);
    }

    /** Encodes what may not stand in a URI, controls, spaces and all beyond ASCII; what is encoded already stays. */
    static AsciiString encodeRest(String text) {
        if (text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return new AsciiString(text);
        }
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7f) {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(HEX.toHexDigits(octet));
            }
        }
        return new AsciiString(encoded);
    }
}
