package io.weir.l7.persist;

import io.netty.util.AsciiString;
import io.weir.l7.http.message.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Single cookies among the Cookie lines of a request and the Set-Cookie lines of an answer (RFC 6265). Names are
 * compared with their case; a value's quotes are not part of it.
 */
final class Cookies {
    static final AsciiString COOKIE = AsciiString.cached("Cookie");
    static final AsciiString SET_COOKIE = AsciiString.cached("Set-Cookie");

    private Cookies() {}

    /** The value of the first cookie of this name; null without one. */
    static @Nullable AsciiString find(Fields request, AsciiString name) {
        for (int line = request.indexOf(COOKIE, 0); line >= 0; line = request.indexOf(COOKIE, line + 1)) {
            AsciiString value = request.value(line);
            for (int at = 0; at < value.length(); ) {
                int end = end(value, at);
                AsciiString found = valueOf(value, at, end, name);
                if (found != null) {
                    return found;
                }
                at = end + 1;
            }
        }
        return null;
    }

    /** Removes every cookie of this name. Other cookies stay byte for byte as they are. */
    static void remove(Fields request, AsciiString name) {
        int line = request.indexOf(COOKIE, 0);
        while (line >= 0) {
            AsciiString value = request.value(line);
            AsciiString rest = without(value, name);
            if (rest.isEmpty() && !value.isEmpty()) {
                request.removeAt(line--);
            } else {
                request.value(line, rest);
            }
            line = request.indexOf(COOKIE, line + 1);
        }
    }

    @SuppressWarnings("ReferenceEquality") // says whether anything was removed
    private static AsciiString without(AsciiString value, AsciiString name) {
        StringBuilder rest = null;
        for (int at = 0; at < value.length(); ) {
            int end = end(value, at);
            boolean goes = valueOf(value, at, end, name) != null;
            if (goes && rest == null) {
                rest = new StringBuilder(value.length()).append(value, 0, at);
            } else if (!goes && rest != null) {
                rest.append(value, at, Math.min(end + 1, value.length()));
            }
            at = end + 1;
        }
        return rest == null ? value : new AsciiString(trimmed(rest));
    }

    /** Without the separators that stood between what is left and what went. */
    private static CharSequence trimmed(StringBuilder text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSeparator(text.charAt(from))) {
            from++;
        }
        while (to > from && isSeparator(text.charAt(to - 1))) {
            to--;
        }
        return text.subSequence(from, to);
    }

    private static boolean isSeparator(char c) {
        return c == ';' || c == ' ' || c == '\t';
    }

    /** The value that an answer gives the cookie; null when it gives none, or only takes it away. */
    static @Nullable AsciiString findSet(Fields answer, AsciiString name) {
        AsciiString last = null;
        for (int line = answer.indexOf(SET_COOKIE, 0); line >= 0; line = answer.indexOf(SET_COOKIE, line + 1)) {
            AsciiString value = answer.value(line);
            AsciiString found = valueOf(value, 0, end(value, 0), name);
            if (found != null) {
                last = found.isEmpty() ? null : found;
            }
        }
        return last;
    }

    /** Removes every Set-Cookie of this name. */
    static void removeSet(Fields answer, AsciiString name) {
        for (int line = answer.size() - 1; line >= 0; line--) {
            if (answer.name(line).contentEqualsIgnoreCase(SET_COOKIE)) {
                AsciiString value = answer.value(line);
                if (valueOf(value, 0, end(value, 0), name) != null) {
                    answer.removeAt(line);
                }
            }
        }
    }

    private static int end(AsciiString value, int from) {
        int end = value.indexOf(';', from);
        return end < 0 ? value.length() : end;
    }

    /** The value of the pair between two indices when it has this name, else null. */
    private static @Nullable AsciiString valueOf(AsciiString text, int from, int end, AsciiString name) {
        int start = skipSpace(text, from, end);
        int equals = start + name.length();
        if (!text.regionMatches(false, start, name, 0, name.length())) {
            return null;
        }
        int sign = skipSpace(text, equals, end);
        if (sign >= end || text.charAt(sign) != '=') {
            return null;
        }
        int first = skipSpace(text, sign + 1, end);
        int last = end;
        while (last > first && isSpace(text.charAt(last - 1))) {
            last--;
        }
        if (last - first >= 2 && text.charAt(first) == '"' && text.charAt(last - 1) == '"') {
            first++;
            last--;
        }
        return text.subSequence(first, last, false);
    }

    private static int skipSpace(AsciiString text, int from, int end) {
        int at = from;
        while (at < end && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
