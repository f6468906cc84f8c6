package io.weir.l7.http.h2;

import io.netty.util.AsciiString;

/** What bytes the parts of a head may have (RFC 9110, section 5; RFC 9113, section 8.2.1; RFC 3986). */
final class FieldSyntax {
    private static final byte NAME = 1;
    private static final byte METHOD = 2;
    private static final byte VALUE = 4;
    private static final byte TARGET = 8;
    private static final byte HOST = 16;
    private static final byte[] CLASSES = classes();

    private FieldSyntax() {}

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int b = 0; b < classes.length; b++) {
            boolean control = b < 0x20 || b == 0x7f;
            boolean upper = b >= 'A' && b <= 'Z';
            boolean alphanumeric = upper || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9');
            boolean token = alphanumeric || "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
            // Browsers leave some bytes of a query as they are that RFC 3986 would have encoded.
            boolean target = b > 0x20 && b < 0x7f && "#\"<>".indexOf(b) < 0;
            boolean host = alphanumeric || "-._~%!$&'()*+,;=".indexOf(b) >= 0;
            classes[b] = (byte) ((token && !upper ? NAME : 0)
                    | (token ? METHOD : 0)
                    | (!control || b == '\t' ? VALUE : 0)
                    | (target ? TARGET : 0)
                    | (host ? HOST : 0));
        }
        return classes;
    }

    /** A token without upper case. */
    static boolean isName(AsciiString text) {
        return !text.isEmpty() && all(text, 0, text.length(), NAME);
    }

    /** A token. */
    static boolean isMethod(AsciiString text) {
        return !text.isEmpty() && all(text, 0, text.length(), METHOD);
    }

    /** No control bytes but tabs, and no white space at either end. */
    static boolean isValue(AsciiString text) {
        int length = text.length();
        if (length == 0) {
            return true;
        }
        return !isSpace(text.byteAt(0)) && !isSpace(text.byteAt(length - 1)) && all(text, 0, length, VALUE);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Path and query in origin form. */
    static boolean isOriginForm(AsciiString text) {
        return !text.isEmpty() && text.byteAt(0) == '/' && all(text, 0, text.length(), TARGET);
    }

    /** Host and optional port, without user information. */
    static boolean isAuthority(AsciiString text) {
        int length = text.length();
        int hostEnds;
        if (length > 0 && text.byteAt(0) == '[') {
            hostEnds = text.indexOf(']', 1) + 1;
            if (hostEnds < 4 || !isIpv6(text, hostEnds - 1)) {
                return false;
            }
        } else {
            int colon = text.indexOf(':', 0);
            hostEnds = colon < 0 ? length : colon;
            if (hostEnds == 0 || !all(text, 0, hostEnds, HOST)) {
                return false;
            }
        }
        return hostEnds == length || (text.byteAt(hostEnds) == ':' && isPort(text, hostEnds + 1));
    }

    private static boolean isIpv6(AsciiString text, int end) {
        for (int i = 1; i < end; i++) {
            if (Character.digit(text.byteAt(i), 16) < 0 && text.byteAt(i) != ':' && text.byteAt(i) != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPort(AsciiString text, int from) {
        int length = text.length();
        if (length - from > 5) {
            return false;
        }
        int port = 0;
        for (int i = from; i < length; i++) {
            int digit = text.byteAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            port = port * 10 + digit;
        }
        return port <= 65_535;
    }

    /** A length in decimal digits, 0..2^63-1; -1 for what is none. */
    static long length(AsciiString text) {
        int digits = text.length();
        if (digits == 0 || digits > 19) {
            return -1;
        }
        long length = 0;
        for (int i = 0; i < digits; i++) {
            int digit = text.byteAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            length = length * 10 + digit;
        }
        // Nineteen digits overflow to a negative number or not at all.
        return length;
    }

    private static boolean all(AsciiString text, int from, int to, byte kind) {
        byte[] bytes = text.array();
        int offset = text.arrayOffset();
        for (int i = from; i < to; i++) {
            if ((CLASSES[bytes[offset + i] & 0xff] & kind) == 0) {
                return false;
            }
        }
        return true;
    }
}
