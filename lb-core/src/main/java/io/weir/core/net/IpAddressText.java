package io.weir.core.net;

import org.jspecify.annotations.Nullable;

/** The text forms of addresses: RFC 4291 section 2.2 in, RFC 5952 out. */
final class IpAddressText {
    private static final int GROUPS = 8;
    /** The word before the IPv4 address in ::ffff:0:0/96. */
    private static final long MAPPED = 0xffff;

    private IpAddressText() {}

    static @Nullable IpAddress parse(String text) {
        if (text.indexOf(':') >= 0) {
            return parseV6(text);
        }
        long bits = parseV4(text);
        return bits < 0 ? null : IpAddress.v4((int) bits);
    }

    /** The 32 bits, or -1. A leading zero is refused: some readers take it for octal. */
    private static long parseV4(String text) {
        long bits = 0;
        int parts = 0;
        int at = 0;
        while (parts < 4) {
            int value = 0;
            int digits = 0;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9' && digits < 4) {
                value = value * 10 + text.charAt(at++) - '0';
                digits++;
            }
            boolean octalLooking = digits > 1 && text.charAt(at - digits) == '0';
            if (digits == 0 || value > 255 || octalLooking) {
                return -1;
            }
            bits = (bits << 8) | value;
            parts++;
            if (parts < 4 && (at >= text.length() || text.charAt(at++) != '.')) {
                return -1;
            }
        }
        return at == text.length() ? bits : -1;
    }

    private static @Nullable IpAddress parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            int[] groups = groups(text);
            return groups == null || groups.length != GROUPS ? null : join(groups);
        }
        if (text.lastIndexOf('.', gap) >= 0) {
            return null; // dotted decimal stands at the end only
        }
        int[] before = groups(text.substring(0, gap));
        int[] after = groups(text.substring(gap + 2));
        if (before == null || after == null || before.length + after.length >= GROUPS) {
            return null;
        }
        int[] all = new int[GROUPS];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(after, 0, all, GROUPS - after.length, after.length);
        return join(all);
    }

    /** The 16-bit groups of a text without {@code ::}; a dotted decimal at the end counts as two. */
    private static int @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new int[0];
        }
        String[] parts = text.split(":", -1);
        boolean dotted = parts[parts.length - 1].indexOf('.') >= 0;
        int[] groups = new int[parts.length + (dotted ? 1 : 0)];
        for (int i = 0; i < parts.length; i++) {
            if (dotted && i == parts.length - 1) {
                long bits = parseV4(parts[i]);
                if (bits < 0) {
                    return null;
                }
                groups[i] = (int) (bits >>> 16);
                groups[i + 1] = (int) (bits & 0xffff);
            } else {
                groups[i] = group(parts[i]);
                if (groups[i] < 0) {
                    return null;
                }
            }
        }
        return groups;
    }

    private static int group(String hex) {
        if (hex.isEmpty() || hex.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    private static IpAddress join(int[] groups) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = (high << 16) | groups[i];
            low = (low << 16) | groups[i + 4];
        }
        return IpAddress.v6(high, low);
    }

    static String formatV4(int bits) {
        return (bits >>> 24) + "." + ((bits >>> 16) & 0xff) + "." + ((bits >>> 8) & 0xff) + "." + (bits & 0xff);
    }

    /**
     * RFC 5952: lower case, the longest run of two or more zero groups becomes {@code ::}, the first of equals; the
     * last 32 bits of an IPv4-mapped address are dotted (section 5).
     */
    static String formatV6(long high, long low) {
        if (high == 0 && low >>> 32 == MAPPED) {
            return "::ffff:" + formatV4((int) low);
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            long word = i < 4 ? high : low;
            groups[i] = (int) ((word >>> ((3 - i % 4) * 16)) & 0xffff);
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = i;
            while (run < GROUPS && groups[run] == 0) {
                run++;
            }
            if (run - i > bestLength) {
                bestStart = i;
                bestLength = run - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
