package io.weir.l7.http.guard;

/** Which bytes may stand where (RFC 9110, 5.6.2 and 5.5; RFC 3986, 2 and 3.2.2). */
public final class Syntax {
    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte HOST = 8;
    private static final byte HEX = 16;

    private static final byte[] CLASSES = new byte[256];

    static {
        mark(TOKEN, "!#$%&'*+-.^_`|~");
        mark(HOST, "-._~");
        mark(VALUE, "\t ");
        for (int c = 0; c < 256; c++) {
            boolean digit = c >= '0' && c <= '9';
            int lower = c | 0x20;
            boolean letter = lower >= 'a' && lower <= 'z' && c < 0x80;
            if (digit || letter) {
                CLASSES[c] |= TOKEN | HOST;
            }
            if (digit || (letter && lower <= 'f')) {
                CLASSES[c] |= HEX;
            }
            if (c > ' ' && c != 0x7f) {
                CLASSES[c] |= VALUE;
            }
            if (c > ' ' && c < 0x7f && "#\"<>".indexOf(c) < 0) {
                CLASSES[c] |= TARGET;
            }
        }
    }

    private Syntax() {}

    private static void mark(byte which, String characters) {
        for (int i = 0; i < characters.length(); i++) {
            CLASSES[characters.charAt(i)] |= which;
        }
    }

    /** Whether {@code from..to} is a token: not empty, and of token characters only. */
    public static boolean isToken(byte[] bytes, int from, int to) {
        return from < to && all(TOKEN, bytes, from, to);
    }

    /** Whether this is a character of a token. */
    public static boolean isTokenByte(byte b) {
        return (CLASSES[b & 0xff] & TOKEN) != 0;
    }

    /** Whether {@code from..to} may be a field's value: no control character but TAB. */
    public static boolean isValue(byte[] bytes, int from, int to) {
        return all(VALUE, bytes, from, to);
    }

    private static boolean all(byte which, byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if ((CLASSES[bytes[i] & 0xff] & which) == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether {@code from..to} is a path with a query. Of what RFC 3986 does not allow, what browsers send nevertheless
     * passes in the query; in the path a backslash, an incomplete escape and an escaped NUL do not, since servers differ
     * about them.
     */
    public static boolean isOriginForm(byte[] bytes, int from, int to) {
        if (from >= to || bytes[from] != '/') {
            return false;
        }
        boolean path = true;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if ((CLASSES[b & 0xff] & TARGET) == 0) {
                return false;
            }
            if (b == '?') {
                path = false;
            } else if (path && (b == '\\' || (b == '%' && !isEscape(bytes, i, to)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEscape(byte[] bytes, int at, int to) {
        return at + 2 < to
                && isHex(bytes[at + 1])
                && isHex(bytes[at + 2])
                && (bytes[at + 1] != '0' || bytes[at + 2] != '0');
    }

    private static boolean isHex(byte b) {
        return (CLASSES[b & 0xff] & HEX) != 0;
    }

    /**
     * Whether {@code from..to} is {@code host} or {@code host:port} with a host that is not empty and a port 0..65535.
     * Sub-delimiters, which RFC 3986 allows in names, do not pass: no name has them, and a comma makes a list of one.
     */
    public static boolean isAuthority(byte[] bytes, int from, int to) {
        int end = hostEnd(bytes, from, to);
        if (end <= from) {
            return false;
        }
        return end == to || (bytes[end] == ':' && isPort(bytes, end + 1, to));
    }

    /** Where the host ends that begins at {@code from}; -1 when there is none. */
    private static int hostEnd(byte[] bytes, int from, int to) {
        if (from < to && bytes[from] == '[') {
            return addressEnd(bytes, from, to);
        }
        int i = from;
        while (i < to) {
            byte b = bytes[i];
            if ((CLASSES[b & 0xff] & HOST) != 0) {
                i++;
            } else if (b == '%' && isEscape(bytes, i, to)) {
                i += 3;
            } else {
                break;
            }
        }
        return i;
    }

    private static int addressEnd(byte[] bytes, int from, int to) {
        int colons = 0;
        for (int i = from + 1; i < to; i++) {
            byte b = bytes[i];
            if (b == ']') {
                return colons >= 2 ? i + 1 : -1;
            }
            if (b == ':') {
                colons++;
            } else if (b != '.' && !isHex(b)) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isPort(byte[] bytes, int from, int to) {
        if (from >= to || to - from > 5) {
            return false;
        }
        int port = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
            port = port * 10 + bytes[i] - '0';
        }
        return port <= 0xffff;
    }

    /** The number of {@code from..to}, digits only and at most 2^63-1; -1 for anything else. */
    public static long number(byte[] bytes, int from, int to) {
        if (from >= to || to - from > 19) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
