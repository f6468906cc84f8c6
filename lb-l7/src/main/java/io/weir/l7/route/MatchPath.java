package io.weir.l7.route;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The form of a path that rules look at, so that none is passed by writing a path in another way. Percent-encoding is
 * undone once, a backslash is a slash, parameters ({@code ;...}) of segments are left out, empty segments are joined and
 * dot segments resolved (RFC 3986, 5.2.4). The server gets the path as the client wrote it.
 *
 * <p>A path that servers read in different ways has no such form:
 *
 * <ul>
 *   <li>a dot segment beside a slash or backslash that is encoded, or one with parameters ({@code /..;/}): some servers
 *       see a dot segment, others a name
 *   <li>{@code ..} anywhere after an empty segment ({@code //}), or above the root
 *   <li>an encoding that is none ({@code %zz}), of a control character, or of a slash, backslash or dot in overlong UTF-8
 * </ul>
 */
final class MatchPath {
    private MatchPath() {}

    /**
     * The form of a target's path.
     *
     * @param target origin form; of any other, as {@code *}, all of it is the form
     * @param end where the path ends
     * @return null where the path is ambiguous
     */
    static @Nullable String of(AsciiString target, int end) {
        if (end == 0 || target.byteAt(0) != '/' || plain(target, end)) {
            return target.toString(0, end);
        }
        byte[] octets = new byte[end];
        boolean[] encoded = new boolean[end];
        int length = decode(target, end, octets, encoded);
        return length < 0 ? null : new Segments(octets, encoded, length).joined();
    }

    /** Whether the path is its own form, as nearly all are. */
    private static boolean plain(AsciiString target, int end) {
        byte before = 0;
        for (int i = 0; i < end; i++) {
            byte octet = target.byteAt(i);
            if (octet == '%' || octet == ';' || octet == '\\' || octet < ' ' || octet == 0x7f) {
                return false;
            }
            if (before == '/' && (octet == '/' || octet == '.')) {
                return false;
            }
            before = octet;
        }
        return true;
    }

    /** Undoes percent-encoding; -1 where it is none, or of what no path should have. */
    private static int decode(AsciiString target, int end, byte[] octets, boolean[] encoded) {
        int length = 0;
        for (int i = 0; i < end; i++) {
            int octet = target.byteAt(i) & 0xff;
            if (octet == '%') {
                octet = PercentCode.octet(target, i, end);
                if (octet < 0) {
                    return -1;
                }
                encoded[length] = true;
                i += 2;
            }
            if (octet < ' ' || octet == 0x7f || (length > 0 && overlong(octets[length - 1] & 0xff, octet))) {
                return -1;
            }
            octets[length++] = (byte) (octet == '\\' ? '/' : octet);
        }
        return length;
    }

    /** Slash, backslash and dot in two octets, which some decoders take for them. */
    private static boolean overlong(int first, int second) {
        return (first == 0xc0 && (second == 0xae || second == 0xaf)) || (first == 0xc1 && second == 0x9c);
    }

    /** The segments of a decoded path, joined again. */
    private static final class Segments {
        private final byte[] octets;
        private final boolean[] encoded;
        private final int length;
        private final byte[] form;
        private int size;

        Segments(byte[] octets, boolean[] encoded, int length) {
            this.octets = octets;
            this.encoded = encoded;
            this.length = length;
            this.form = new byte[length + 1];
        }

        @Nullable String joined() {
            boolean emptySeen = false;
            int slash = 0;
            while (slash < length) {
                int end = next(slash + 1, (byte) '/', length);
                int name = next(slash + 1, (byte) ';', end);
                int dots = dots(slash + 1, name);
                if (dots > 0 && (encoded[slash] || (end < length && encoded[end]) || name < end)) {
                    return null;
                }
                if (dots == 2) {
                    if (emptySeen || size == 0) {
                        return null;
                    }
                    size = parent();
                } else if (dots == 0 && name > slash + 1) {
                    append(slash + 1, name);
                }
                emptySeen |= name == slash + 1;
                if (end >= length && (dots > 0 || name == slash + 1)) {
                    form[size++] = '/';
                }
                slash = end;
            }
            return new String(form, 0, size, StandardCharsets.UTF_8);
        }

        private int next(int from, byte octet, int end) {
            int i = from;
            while (i < end && octets[i] != octet) {
                i++;
            }
            return i;
        }

        /** 1 or 2 for a dot segment, else 0. */
        private int dots(int from, int end) {
            int count = end - from;
            if (count < 1 || count > 2 || octets[from] != '.' || octets[end - 1] != '.') {
                return 0;
            }
            return count;
        }

        private int parent() {
            int last = size - 1;
            while (form[last] != '/') {
                last--;
            }
            return last;
        }

        private void append(int from, int end) {
            form[size++] = '/';
            System.arraycopy(octets, from, form, size, end - from);
            size += end - from;
        }
    }
}
